// How live events change the messages that this browser holds.
// Invariant: a message stands once, in order of its seq.
// Source: CHAT-1, CHAT-2; F020.
import type { InfiniteData } from '@tanstack/react-query';
import type { OwnMessage, OwnMessageList } from '@shared/api/types';

export type MessagePages = InfiniteData<OwnMessageList>;

/** The messages of all pages, oldest first, each once. */
export function allMessages(pages: MessagePages | undefined): OwnMessage[] {
  const bySeq = new Map<number, OwnMessage>();
  for (const page of pages?.pages ?? [])
    for (const message of page.items) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** Adds or replaces a message on the newest page. */
export function withMessage(
  pages: MessagePages | undefined,
  message: OwnMessage,
): MessagePages | undefined {
  const [newest, ...older] = pages?.pages ?? [];
  if (!pages || !newest) return pages;
  if (older.some((page) => page.items.some((known) => known.seq === message.seq))) return pages;
  const items = [...newest.items.filter((other) => other.seq !== message.seq), message].sort(
    (a, b) => a.seq - b.seq,
  );
  return { ...pages, pages: [{ ...newest, items }, ...older] };
}

/** A colleague has seen everything up to a seq. */
export function withSeen(pages: MessagePages | undefined, upTo: number): MessagePages | undefined {
  return (
    pages && {
      ...pages,
      pages: pages.pages.map((page) => ({
        ...page,
        items: page.items.map((message) =>
          message.seq <= upTo ? { ...message, seen: true } : message,
        ),
      })),
    }
  );
}
