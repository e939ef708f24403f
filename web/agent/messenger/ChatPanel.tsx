// Who chats: known or not, where, since when. Fetched only when a chat is open.
// Invariant: what was merely typed is marked as such. Source: SEC-10; ui.md, "Messenger".
import { Anchor, Badge, Skeleton, Stack, Text } from '@mantine/core';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Conversation } from '@shared/api/types';
import { Failure } from '@shared/ui/errors';
import { When } from '@shared/ui/When';

const chatQuery = (id: number) =>
  queryOptions({
    queryKey: ['chat', id],
    queryFn: () => ok(api.GET('/api/v1/conversations/{id}/chat', { params: { path: { id } } })),
    refetchInterval: 30_000,
  });

export default function ChatPanel({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const { data: chat, error, refetch } = useQuery(chatQuery(conversation.id));
  const { customer } = conversation;
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!chat) return <Skeleton m="md" height={200} aria-hidden />;
  return (
    <Stack gap="sm" p="md">
      <Text fw={650} component="h3">
        {t('visitor')}
      </Text>
      <div>
        <Text size="sm">{customer?.name}</Text>
        {customer?.email && <Text size="sm">{customer.email}</Text>}
        <Badge mt={4} color={chat.identified || chat.address_proved ? 'teal' : 'orange'}>
          {t(chat.identified ? 'identified' : chat.address_proved ? 'proved' : 'unproved')}
        </Badge>
      </div>
      {!chat.identified && !chat.address_proved && (
        <Text size="xs" c="dimmed">
          {t('unproved_text')}
        </Text>
      )}
      {!customer?.email && <Text size="sm">{t('no_address')}</Text>}
      <Fact label={t('widget')}>{chat.widget.name}</Fact>
      {chat.page_url && (
        <Fact label={t('page')}>
          <Anchor href={chat.page_url} target="_blank" rel="noopener noreferrer" size="sm">
            {chat.page_title || chat.page_url}
          </Anchor>
        </Fact>
      )}
      {chat.page_at && (
        <Fact label={t('page_at')}>
          <When at={chat.page_at} />
        </Fact>
      )}
      <Fact label={t('began')}>
        <When at={chat.started_at} />
      </Fact>
      {chat.browser && <Fact label={t('browser')}>{chat.browser}</Fact>}
    </Stack>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </div>
  );
}
