// Binds the seen rule to the page: which messages are in view, focus, visibility.
// Invariant: see live/seen.ts; one tracker a conversation for as long as the pane stands, though one pane may show two.
// Source: F008, F009.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';
import { api, ok } from '@shared/api/client';
import type { Conversation } from '@shared/api/types';
import { setCounts } from '@agent/live/apply';
import { browserGaze, SeenTracker } from '@shared/live/seen';

type Trackers = Map<number, SeenTracker>;

/**
 * Reports as seen what stands in view within `pane`. Messages carry data-conversation and data-seq.
 * @param messageCount makes the observer look again when messages were added
 */
export function useSeen(
  pane: RefObject<HTMLElement | null>,
  conversations: Conversation[],
  messageCount: number,
): void {
  const client = useQueryClient();
  const trackers = useRef<Trackers>(new Map());

  useEffect(() => {
    for (const { id, seen_seq: seen } of conversations) {
      const known = trackers.current.get(id);
      if (known) known.alreadySeen(seen);
      else trackers.current.set(id, trackerFor(client, id, seen));
    }
  }, [client, conversations]);

  const known = conversations.map(({ id }) => id).join();
  useEffect(() => observe(pane.current, trackers.current), [pane, known, messageCount]);
  useEffect(() => considerOnReturn(trackers.current), []);
}

function trackerFor(client: QueryClient, id: number, alreadySeen: number): SeenTracker {
  const report = async (upToSeq: number) => {
    const state = await ok(
      api.POST('/api/v1/conversations/{id}/seen', {
        params: { path: { id } },
        body: { up_to_seq: upToSeq },
      }),
    );
    setCounts(client, state.counts);
    client.setQueryData<Conversation>(['conversation', id], (conversation) =>
      conversation
        ? { ...conversation, seen_seq: state.seen_seq, unread_count: state.unread_count }
        : conversation,
    );
    void client.invalidateQueries({ queryKey: ['conversations'] });
  };
  return new SeenTracker({ gaze: browserGaze, report }, alreadySeen);
}

function observe(pane: HTMLElement | null, trackers: Trackers): () => void {
  if (!pane) return () => undefined;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        const { conversation, seq } = (entry.target as HTMLElement).dataset;
        trackers.get(Number(conversation))?.inView(Number(seq));
      }
    },
    { root: pane, threshold: [0, 0.5] },
  );
  for (const element of pane.querySelectorAll('[data-seq]')) observer.observe(element);
  return () => observer.disconnect();
}

function considerOnReturn(trackers: Trackers): () => void {
  const consider = () => trackers.forEach((tracker) => tracker.consider());
  window.addEventListener('focus', consider);
  document.addEventListener('visibilitychange', consider);
  return () => {
    trackers.forEach((tracker) => tracker.stop());
    window.removeEventListener('focus', consider);
    document.removeEventListener('visibilitychange', consider);
  };
}
