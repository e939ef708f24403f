// The frame of a page that is not the Messenger: title, one line of what it is for, actions, content.
// Source: ui.md.
import { Group, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Page.module.css';

interface PageProps {
  title: string;
  text?: string;
  actions?: ReactNode;
  narrow?: boolean;
  /** The content scrolls by itself (long tables); the page does not. */
  fill?: boolean;
  children: ReactNode;
}

export function Page({ title, text, actions, narrow, fill, children }: PageProps) {
  return (
    <div className={classes.page} data-narrow={narrow} data-fill={fill}>
      <header className={classes.head}>
        <div>
          <Title order={1}>{title}</Title>
          {text && (
            <Text size="sm" c="dimmed" mt={2} maw={680}>
              {text}
            </Text>
          )}
        </div>
        {actions && <Group gap="xs">{actions}</Group>}
      </header>
      {children}
    </div>
  );
}

interface CardProps {
  title?: string;
  text?: string;
  actions?: ReactNode;
  children: ReactNode;
}

export function Card({ title, text, actions, children }: CardProps) {
  return (
    <section className={classes.card}>
      {title && (
        <Group justify="space-between" align="flex-start" wrap="nowrap" mb="sm">
          <div>
            <Title order={2}>{title}</Title>
            {text && (
              <Text size="sm" c="dimmed" mt={2}>
                {text}
              </Text>
            )}
          </div>
          {actions && <div style={{ flexShrink: 0 }}>{actions}</div>}
        </Group>
      )}
      {children}
    </section>
  );
}
