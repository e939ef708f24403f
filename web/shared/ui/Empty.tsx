// A place with nothing in it teaches what belongs there and offers the one thing that fills it.
// Source: ui.md, "Empty states teach".
import { Stack, Text, ThemeIcon } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface EmptyProps {
  icon: Icon;
  title: string;
  text: string;
  action?: ReactNode;
}

export function Empty({ icon: Sign, title, text, action }: EmptyProps) {
  return (
    <Stack align="center" justify="center" gap={6} p="xl" mih={220} ta="center" h="100%">
      <ThemeIcon size={52} radius="xl" variant="light" mb={4} aria-hidden>
        <Sign size={26} stroke={1.5} />
      </ThemeIcon>
      <Text fw={600}>{title}</Text>
      <Text c="dimmed" size="sm" maw={360}>
        {text}
      </Text>
      {action}
    </Stack>
  );
}
