// The face of a person: initials on a colour that stays the same for the same person.
// Invariant: initials keep a contrast of 4.5 : 1 on their colour in both themes.
// Source: ui.md.
import { Avatar, type AvatarProps } from '@mantine/core';
import { IconRobot } from '@tabler/icons-react';
import type { Person } from '@shared/api/types';
import classes from './PersonAvatar.module.css';

interface PersonAvatarProps extends AvatarProps {
  person: Pick<Person, 'kind' | 'id' | 'name'>;
}

export function initialsOf(name: string): string {
  const words = name.split(/[\s.@_-]+/u).filter(Boolean);
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = words.length > 1 ? ([...(words.at(-1) ?? '')][0] ?? '') : '';
  return (first + last).toLocaleUpperCase();
}

export function PersonAvatar({ person, ...props }: PersonAvatarProps) {
  const tone = (person.id * 7 + (person.kind === 'customer' ? 3 : 0)) % 8;
  return (
    <Avatar size={34} {...props} aria-hidden className={classes.avatar} data-tone={tone}>
      {person.kind === 'bot' ? <IconRobot size={18} /> : initialsOf(person.name)}
    </Avatar>
  );
}
