// What a person must see to in the mail of an item: a mail that did not arrive, and two machines that were stopped.
// Invariant: each says what happened and ends with one click; nothing here changes who may be written to.
// Source: BNC-6, LOOP-9.
import { Alert, Button, Text } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconMailX, IconRepeatOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Item } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { When } from '@shared/ui/When';
import { itemConversationsQuery } from '@agent/app/queries';

const stopsQuery = (id: number) =>
  queryOptions({
    queryKey: ['item', id, 'automatic_mail_stops'],
    queryFn: () =>
      ok(api.GET('/api/v1/items/{id}/automatic_mail_stops', { params: { path: { id } } })),
  });

export function MailNotices({ item }: { item: Item }) {
  return (
    <>
      {item.undelivered_at && <UndeliveredNotice itemId={item.id} />}
      {item.automatic_mail_stopped && <StoppedNotices itemId={item.id} />}
    </>
  );
}

function UndeliveredNotice({ itemId }: { itemId: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const { data } = useQuery(itemConversationsQuery(itemId));
  const marked = data?.items.filter(({ undelivered_at: at }) => at) ?? [];
  const dismiss = useMutation({
    mutationFn: () =>
      Promise.all(
        marked.map(({ id }) =>
          ok(api.DELETE('/api/v1/conversations/{id}/undelivered', { params: { path: { id } } })),
        ),
      ),
    onError: (error) => notice(error),
    onSettled: () => {
      for (const key of ['item', 'items', 'conversation', 'conversations']) {
        void client.invalidateQueries({ queryKey: [key] });
      }
    },
  });
  if (marked.length === 0) return null;
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconMailX size={18} />}
      title={t('undelivered.title')}
      data-testid="undelivered"
    >
      <Text size="xs">{t('undelivered.text')}</Text>
      <Button
        mt={8}
        size="compact-xs"
        variant="default"
        loading={dismiss.isPending}
        onClick={() => dismiss.mutate()}
      >
        {t('undelivered.dismiss')}
      </Button>
    </Alert>
  );
}

function StoppedNotices({ itemId }: { itemId: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const { data } = useQuery(stopsQuery(itemId));
  const resume = useMutation({
    mutationFn: (address: string) =>
      ok(
        api.POST('/api/v1/items/{id}/resume_automatic_mail', {
          params: { path: { id: itemId } },
          body: { address },
        }),
      ),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['item', itemId] }),
  });
  return data?.items.map(({ address, stopped_at: at }) => (
    <Alert
      key={address}
      color="orange"
      variant="light"
      icon={<IconRepeatOff size={18} />}
      title={t('pair_stopped.title', { address })}
      data-testid="pair-stopped"
    >
      <Text size="xs">
        {t('pair_stopped.text')} {at && <When at={at} />}
      </Text>
      <Button
        mt={8}
        size="compact-xs"
        variant="default"
        loading={resume.isPending}
        onClick={() => resume.mutate(address)}
      >
        {t('pair_stopped.resume')}
      </Button>
    </Alert>
  ));
}
