// A line of fields that makes something new, with its button at the end. Source: ui.md.
import { Button, Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { FormEvent, ReactNode } from 'react';

interface AddFormProps {
  /** What the button says. */
  label: string;
  isPending: boolean;
  onAdd: () => void;
  children: ReactNode;
}

export function AddForm({ label, isPending, onAdd, children }: AddFormProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAdd();
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        {children}
        <Button size="xs" type="submit" leftSection={<IconPlus size={15} />} loading={isPending}>
          {label}
        </Button>
      </Group>
    </form>
  );
}
