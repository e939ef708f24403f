// Ends a mailbox: asks first, says afterwards what became of the permission at the provider.
// Source: OAU-7.
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Mailbox } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';

const changedBy = ['mailboxes', 'channels', 'connectors', 'email_filters'];

export function Disconnect({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const [asked, setAsked] = useState(false);
  const { address } = mailbox;
  const end = useMutation({
    mutationFn: () =>
      ok(api.DELETE('/api/v1/mailboxes/{id}', { params: { path: { id: mailbox.id } } })),
    onSuccess: ({ permission }) => {
      setAsked(false);
      const done = permission === 'none' || permission === 'withdrawn';
      notifications.show({
        message: t(`connect.permission.${permission}`, { address }),
        color: done ? undefined : 'orange',
        autoClose: done ? undefined : false,
      });
    },
    onError: (error) => notice(error),
    onSettled: async () => {
      for (const key of changedBy) await client.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <>
      <Button size="compact-xs" variant="subtle" color="red" onClick={() => setAsked(true)}>
        {t('connect.disconnect')}
      </Button>
      <Modal
        opened={asked}
        onClose={() => setAsked(false)}
        title={t('connect.disconnect')}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
        centered
      >
        <Stack gap="md">
          <Text size="sm">{t('connect.disconnect_sure', { address })}</Text>
          <Group justify="flex-end" gap="sm">
            <Button size="xs" variant="default" onClick={() => setAsked(false)}>
              {t('connect.keep_connected')}
            </Button>
            <Button size="xs" color="red.9" loading={end.isPending} onClick={() => end.mutate()}>
              {t('connect.disconnect')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
