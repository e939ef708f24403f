// The messages on screen: the public and the internal conversation of one item, told apart but in one order of time.
// Invariant: every message keeps its conversation and its visibility; nothing is shown between two unloaded gaps.
// Source: F002; F018; ui.md, "Messenger".
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { Conversation, Message } from '@shared/api/types';
import { conversationQuery, itemConversationsQuery, messagesQuery } from '@agent/app/queries';
import { siblingOf } from '@agent/talk/streams';
import { allMessages } from './message_cache';

export interface Streams {
  conversation: Conversation | undefined;
  /** All conversations shown: the public one first, then the internal one. */
  conversations: Conversation[];
  messages: Message[];
  hasOlder: boolean;
  loadingOlder: boolean;
  loading: boolean;
  error: Error | null;
  loadOlder: () => void;
  retry: () => void;
}

export function useStreams(conversationId: number): Streams {
  const main = useQuery(conversationQuery(conversationId));
  const itemId = main.data?.item?.id ?? 0;
  const siblings = useQuery({ ...itemConversationsQuery(itemId), enabled: itemId > 0 });
  const listed = siblingOf(siblings.data?.items ?? [], conversationId);
  const sibling = useQuery({
    ...conversationQuery(listed?.id ?? 0),
    enabled: listed !== undefined,
    initialData: listed,
  }).data;

  const ownPages = useInfiniteQuery(messagesQuery(conversationId));
  const otherPages = useInfiniteQuery({
    ...messagesQuery(sibling?.id ?? 0),
    enabled: sibling !== undefined,
  });

  const own = useMemo(() => allMessages(ownPages.data), [ownPages.data]);
  const other = useMemo(
    () => (sibling ? allMessages(otherPages.data) : []),
    [otherPages.data, sibling],
  );
  const messages = useMemo(
    () => mergeByTime(own, ownPages.hasNextPage, other, otherPages.hasNextPage),
    [own, other, ownPages.hasNextPage, otherPages.hasNextPage],
  );
  const conversations = useMemo(() => {
    const all = [main.data, sibling].filter((one) => one !== undefined);
    return all.sort(
      (a, b) => Number(a.visibility === 'internal') - Number(b.visibility === 'internal'),
    );
  }, [main.data, sibling]);

  const loadOlder = useCallback(() => {
    if (ownPages.hasNextPage) void ownPages.fetchNextPage();
    if (otherPages.hasNextPage) void otherPages.fetchNextPage();
  }, [ownPages, otherPages]);

  return {
    conversation: main.data,
    conversations,
    messages,
    hasOlder: ownPages.hasNextPage || otherPages.hasNextPage,
    loadingOlder: ownPages.isFetchingNextPage || otherPages.isFetchingNextPage,
    loading: main.isPending || ownPages.isPending,
    error: main.error ?? ownPages.error ?? otherPages.error,
    loadOlder,
    retry: () => {
      void main.refetch();
      void ownPages.refetch();
      if (sibling) void otherPages.refetch();
    },
  };
}

/** One order of time; what is older than the oldest loaded message of an unfinished stream waits for that stream. */
export function mergeByTime(
  own: Message[],
  ownHasMore: boolean,
  other: Message[],
  otherHasMore: boolean,
): Message[] {
  const oldest = (messages: Message[], more: boolean) =>
    more && messages[0] ? Date.parse(messages[0].created_at) : 0;
  const from = Math.max(oldest(own, ownHasMore), oldest(other, otherHasMore));
  return [...own, ...other]
    .filter((message) => Date.parse(message.created_at) >= from)
    .sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at) || a.seq - b.seq);
}
