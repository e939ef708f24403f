// Binds the seen rule to the page: which messages are in view, focus, visibility.
// Invariant: see live/seen.ts; one tracker a conversation, though one pane may show two.
// Source: F008, F009.
import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect } from 'react';
import { api, ok } from '@shared/api/client';
import type { Conversation } from '@shared/api/types';
import { setCounts } from '@agent/live/apply';
import { browserGaze, SeenTracker } from '@agent/live/seen';

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
  const known = conversations.map(({ id, seen_seq }) => `${id}:${seen_seq}`).join();

  useEffect(() => {
    const trackers = new Map(
      known
        .split(',')
        .filter(Boolean)
        .map((pair) => {
          const [id = 0, seen = 0] = pair.split(':').map(Number);
          return [id, trackerFor(id, seen)] as const;
        }),
    );
    function trackerFor(id: number, alreadySeen: number): SeenTracker {
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
    return observe(pane.current, trackers);
  }, [client, known, pane, messageCount]);
}

function observe(pane: HTMLElement | null, trackers: Map<number, SeenTracker>): () => void {
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
  const consider = () => trackers.forEach((tracker) => tracker.consider());
  window.addEventListener('focus', consider);
  document.addEventListener('visibilitychange', consider);
  return () => {
    observer.disconnect();
    trackers.forEach((tracker) => tracker.stop());
    window.removeEventListener('focus', consider);
    document.removeEventListener('visibilitychange', consider);
  };
}
