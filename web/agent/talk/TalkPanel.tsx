// The right column of a conversation that hangs on no item: who takes part, or which project it is of.
// Source: ui.md, "Messenger" (right: the item, the people); product-facts 1.2.
import { Anchor, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '@shared/api/types';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { Followers } from '@agent/messenger/Followers';
import classes from './Talk.module.css';

export default function TalkPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const { kind, participants, project } = conversation;
  return (
    <Stack gap="lg" p="md">
      {kind !== 'item' && (
        <Text size="sm" c="dimmed">
          {t(`talk.kind_text.${kind}`)}
        </Text>
      )}
      {project && kind === 'project' && (
        <>
          <Anchor component={Link} to={`/projects/${project.id}`} fw={650} size="sm">
            {project.name}
          </Anchor>
          <Followers subject="project" id={project.id} />
        </>
      )}
      {participants.length > 0 && (
        <Stack gap={8}>
          <Title order={3}>{t('talk.participants', { count: participants.length })}</Title>
          <ul className={classes.people}>
            {participants.map((person) => (
              <li key={`${person.kind}:${person.id}`}>
                <PersonAvatar person={person} size={26} />
                <Text size="sm" truncate>
                  {person.name || person.email}
                </Text>
              </li>
            ))}
          </ul>
        </Stack>
      )}
    </Stack>
  );
}
