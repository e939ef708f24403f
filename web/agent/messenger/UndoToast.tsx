// The few seconds in which a mail can still be held back, counted down.
// Source: F178; OUT-14; ui.md, "destructive actions offer undo".
import { Button, Group, Progress, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '@shared/api/types';

type Undo = () => Promise<string>;

export function showUndoToast(message: Message, undo: Undo): void {
  const leftMs = Date.parse(message.undo_until ?? '') - Date.now();
  if (!(leftMs > 500)) return;
  const id = `undo-${message.id}`;
  notifications.show({
    id,
    autoClose: leftMs,
    withCloseButton: true,
    message: <Countdown id={id} until={Date.now() + leftMs} lengthMs={leftMs} undo={undo} />,
  });
}

interface CountdownProps {
  id: string;
  until: number;
  lengthMs: number;
  undo: Undo;
}

function Countdown({ id, until, lengthMs, undo }: CountdownProps) {
  const { t } = useTranslation();
  const [leftMs, setLeftMs] = useState(lengthMs);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const timer = window.setInterval(() => setLeftMs(Math.max(0, until - Date.now())), 250);
    return () => window.clearInterval(timer);
  }, [until]);
  const run = async () => {
    setBusy(true);
    const outcome = await undo();
    notifications.update({ id, message: outcome, autoClose: 4000 });
  };
  return (
    <div>
      <Group justify="space-between" wrap="nowrap" gap="md">
        <Text size="sm">{t('undo.leaves', { count: Math.ceil(leftMs / 1000) })}</Text>
        <Button size="xs" variant="light" loading={busy} onClick={() => void run()}>
          {t('undo.button')}
        </Button>
      </Group>
      <Progress value={(leftMs / lengthMs) * 100} size={3} mt={8} aria-hidden />
    </div>
  );
}
