// Binds the seen rule to the page: which messages are in view, focus, visibility.
// Invariant: see shared/live/seen.ts.
// Source: F009, F011; CHAT-3.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api, ok } from '@shared/api/client';
import { browserGaze, SeenTracker } from '@shared/live/seen';

/** The element whose children carry data-seq. @param count makes the observer look again when messages were added */
export function useOwnSeen(conversationId: number, count: number) {
  const client = useQueryClient();
  const log = useRef<HTMLDivElement>(null);
  const tracker = useRef<SeenTracker | null>(null);
  useEffect(() => {
    const made = new SeenTracker(
      {
        gaze: browserGaze,
        report: async (upToSeq) => {
          await ok(
            api.POST('/api/v1/my/conversations/{id}/seen', {
              params: { path: { id: conversationId } },
              body: { up_to_seq: upToSeq },
            }),
          );
          void client.invalidateQueries({ queryKey: ['requests'] });
        },
      },
      0,
    );
    tracker.current = made;
    const consider = () => made.consider();
    window.addEventListener('focus', consider);
    document.addEventListener('visibilitychange', consider);
    return () => {
      made.stop();
      window.removeEventListener('focus', consider);
      document.removeEventListener('visibilitychange', consider);
    };
  }, [client, conversationId]);
  useEffect(() => {
    const element = log.current;
    if (!element || count === 0) return;
    const observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries)
          if (entry.isIntersecting)
            tracker.current?.inView(Number((entry.target as HTMLElement).dataset.seq));
      },
      { threshold: [0, 0.5] },
    );
    for (const message of element.querySelectorAll('[data-seq]')) observer.observe(message);
    return () => observer.disconnect();
  }, [conversationId, count]);
  return log;
}
