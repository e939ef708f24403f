// The right column: the item's properties, the people, who follows; changed in place.
// Source: ui.md, "Messenger", "Never a modal for what can be inline"; F031.
import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { addTexts, chatTexts, workTexts } from '@shared/i18n';
import { Failure } from '@shared/ui/errors';
import { conversationQuery, itemQuery } from '@agent/app/queries';
import { MailNotices } from '@agent/items/MailNotices';
import { SuppressionNotice } from '@agent/items/SuppressionNotice';
import { ItemLinks, MergedNotice } from '@agent/talk/ItemLinks';
import { Followers } from './Followers';
import { ItemProperties } from './ItemProperties';
import { useChangeItem } from './use_item';

const TalkPanel = lazy(() => import('@agent/talk/TalkPanel'));

const ChatPanel = lazy(async () => {
  await addTexts(chatTexts);
  return import('./ChatPanel');
});

const WorkDetails = lazy(async () => {
  await addTexts(workTexts);
  return import('@agent/items/WorkDetails');
});

export function ItemColumn({ conversationId }: { conversationId: number }) {
  const { data: conversation } = useQuery(conversationQuery(conversationId));
  if (!conversation) return <ColumnSkeleton />;
  if (conversation.kind === 'chat') {
    return (
      <Suspense fallback={<ColumnSkeleton />}>
        <ChatPanel conversation={conversation} />
      </Suspense>
    );
  }
  if (!conversation.item) {
    return (
      <Suspense fallback={<ColumnSkeleton />}>
        <TalkPanel conversation={conversation} />
      </Suspense>
    );
  }
  return <ItemPanel itemId={conversation.item.id} />;
}

export function ItemPanel({ itemId }: { itemId: number }) {
  const { data: item, error, refetch } = useQuery(itemQuery(itemId));
  const change = useChangeItem(itemId);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!item) return <ColumnSkeleton />;
  return (
    <Stack gap="lg" p="md">
      <MailNotices item={item} />
      <MergedNotice item={item} />
      {item.requester && <SuppressionNotice customerId={item.requester.id} />}
      <ItemProperties item={item} />
      <Suspense>
        <WorkDetails itemId={item.id} />
      </Suspense>
      <Followers
        subject="item"
        id={item.id}
        onPromote={(customer) => change.mutate({ patch: { requester_id: customer.id }, shown: {} })}
      />
      <ItemLinks itemId={item.id} />
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
