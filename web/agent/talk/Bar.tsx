// The frame of a form below the header: its fields, and the one button.
// Source: ui.md, "Never a modal for what can be inline".
import { Button, Group } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import classes from './Talk.module.css';

interface BarProps {
  onSubmit: () => void;
  busy: boolean;
  ready: boolean;
  label: string;
  color?: string;
  children: ReactNode;
}

export function Bar({ onSubmit, busy, ready, label, color, children }: BarProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      {children}
      <Group justify="flex-end">
        <Button type="submit" size="sm" color={color} disabled={!ready} loading={busy}>
          {label}
        </Button>
      </Group>
    </form>
  );
}
