// How live events change the messages that this browser holds.
// Invariant: a message stands once, in order of its seq; a receipt stands once per person, the latest state.
// Source: CHAT-1, CHAT-2; F019-F021.
import type { InfiniteData } from '@tanstack/react-query';
import type { LiveEvent, Message, MessageList, Person, Receipt } from '@shared/api/types';

export type MessagePages = InfiniteData<MessageList>;

/** The messages of all pages, oldest first, each once. */
export function allMessages(pages: MessagePages | undefined): Message[] {
  if (!pages) return [];
  const bySeq = new Map<number, Message>();
  for (const page of pages.pages) for (const message of page.items) bySeq.set(message.seq, message);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

/** Adds a message to the newest page, or puts it in the place of what was known of it. */
export function withMessage(
  pages: MessagePages | undefined,
  message: Message,
): MessagePages | undefined {
  const [newest, ...older] = pages?.pages ?? [];
  if (!pages || !newest) return pages;
  if (older.some((page) => page.items.some((known) => known.seq === message.seq))) {
    return changeMessages(pages, (known) =>
      known.seq === message.seq ? mergeReceipts(message, known.receipts) : known,
    );
  }
  const known = newest.items.find((other) => other.seq === message.seq);
  const merged = known ? mergeReceipts(message, known.receipts) : message;
  const items = [...newest.items.filter((other) => other.seq !== message.seq), merged].sort(
    (a, b) => a.seq - b.seq,
  );
  return { ...pages, pages: [{ ...newest, items }, ...older] };
}

/** An event may bring a receipt before the answer to our own POST: what is known of people is kept. */
function mergeReceipts(message: Message, known: Receipt[]): Message {
  const named = new Set(message.receipts.map((receipt) => personKey(receipt.person)));
  const kept = known.filter((receipt) => !named.has(personKey(receipt.person)));
  return { ...message, receipts: [...message.receipts, ...kept] };
}

function changeMessages(
  pages: MessagePages | undefined,
  change: (message: Message) => Message,
): MessagePages | undefined {
  if (!pages) return pages;
  return {
    ...pages,
    pages: pages.pages.map((page) => ({ ...page, items: page.items.map(change) })),
  };
}

export function withReceipt(
  pages: MessagePages | undefined,
  messageId: number,
  receipt: Receipt,
): MessagePages | undefined {
  return changeMessages(pages, (message) => {
    if (message.id !== messageId) return message;
    const key = personKey(receipt.person);
    const others = message.receipts.filter((other) => personKey(other.person) !== key);
    return { ...message, receipts: [...others, receipt] };
  });
}

/** Somebody has seen everything up to a seq: their receipts that only said "delivered" now say "seen". */
export function withSeen(
  pages: MessagePages | undefined,
  person: Person,
  upToSeq: number,
  at: string,
): MessagePages | undefined {
  const key = personKey(person);
  return changeMessages(pages, (message) => {
    if (message.seq > upToSeq) return message;
    const receipts = message.receipts.map((receipt) =>
      personKey(receipt.person) === key && receipt.state === 'delivered'
        ? { ...receipt, state: 'seen' as const, at, email_due_at: null }
        : receipt,
    );
    return { ...message, receipts };
  });
}

export function personKey(person: Pick<Person, 'kind' | 'id'>): string {
  return `${person.kind}:${person.id}`;
}

export type MessageEvent = LiveEvent & { message: Message };

export function hasMessage(event: LiveEvent): event is MessageEvent {
  return event.message !== undefined;
}
