// The right column: the item's properties, the people, who follows; changed in place.
// Source: ui.md, "Messenger", "Never a modal for what can be inline"; F031.
import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Failure } from '@shared/ui/errors';
import { conversationQuery, itemQuery } from '@agent/app/queries';
import { MailNotices } from '@agent/items/MailNotices';
import { SuppressionNotice } from '@agent/items/SuppressionNotice';
import { Followers } from './Followers';
import { ItemProperties } from './ItemProperties';

export function ItemColumn({ conversationId }: { conversationId: number }) {
  const { t } = useTranslation();
  const { data: conversation } = useQuery(conversationQuery(conversationId));
  if (!conversation) return <ColumnSkeleton />;
  if (!conversation.item) {
    return (
      <Text size="sm" c="dimmed" p="md">
        {t('item.none')}
      </Text>
    );
  }
  return <ItemPanel itemId={conversation.item.id} />;
}

export function ItemPanel({ itemId }: { itemId: number }) {
  const { data: item, error, refetch } = useQuery(itemQuery(itemId));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!item) return <ColumnSkeleton />;
  return (
    <Stack gap="lg" p="md">
      <MailNotices item={item} />
      {item.requester && <SuppressionNotice customerId={item.requester.id} />}
      <ItemProperties item={item} />
      <Followers itemId={item.id} />
    </Stack>
  );
}

function ColumnSkeleton() {
  return (
    <Stack p="md" gap="md" aria-hidden>
      {[60, 80, 80, 70, 90].map((width, index) => (
        <Skeleton key={index} height={34} width={`${width}%`} />
      ))}
    </Stack>
  );
}
