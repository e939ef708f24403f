// What each live event changes of what this browser holds.
// Invariant: an event either patches the cached answer exactly or marks it to be asked again; nothing stays stale.
// Source: api/openapi.yaml, LiveEvent; F013, F014, F016, F017, F135.
import type { QueryClient } from '@tanstack/react-query';
import type { Counts, Item, LiveEvent, Me } from '@shared/api/types';
import {
  hasMessage,
  type MessagePages,
  withMessage,
  withReceipt,
  withSeen,
} from '@agent/messenger/message_cache';

/**
 * Collects lists to be asked again: at once when nothing was asked lately, so that one message is shown without delay;
 * and never more than once in `restMs`, so that a busy desk does not have every browser ask at every message.
 */
export class Refresher {
  private readonly due = new Set<string>();
  private timer: number | null = null;
  private asked = -Infinity;

  constructor(
    private readonly client: QueryClient,
    private readonly pauseMs = 120,
    private readonly restMs = 1_000,
  ) {}

  refresh(...key: (string | number)[]): void {
    this.due.add(JSON.stringify(key));
    const rest = this.asked + this.restMs - performance.now();
    this.timer ??= window.setTimeout(() => this.ask(), Math.max(this.pauseMs, rest));
  }

  private ask(): void {
    this.timer = null;
    this.asked = performance.now();
    const keys = [...this.due];
    this.due.clear();
    for (const text of keys) {
      void this.client.invalidateQueries({ queryKey: JSON.parse(text) as unknown[] });
    }
  }
}

export function setCounts(client: QueryClient, counts: Counts | undefined): void {
  if (!counts) return;
  client.setQueryData<Me>(['me'], (me) => (me ? { ...me, counts } : me));
}

const settingsKeys = ['me', 'channels', 'connectors', 'queues', 'setup', 'canned_replies'];

/** Applies one event of the log; sound and flashing are not here (attention.ts). */
export function applyEvent(client: QueryClient, refresher: Refresher, event: LiveEvent): void {
  setCounts(client, event.counts);
  if (event.seq !== undefined && event.kind !== 'hello' && event.item_id) {
    refresher.refresh('item', event.item_id, 'timeline');
  }
  switch (event.kind) {
    case 'message_posted':
    case 'message_reread':
    case 'message_edited':
    case 'message_deleted':
    case 'notification':
      return applyMessage(client, refresher, event);
    case 'message_seen':
      return applySeen(client, refresher, event);
    case 'receipt_changed':
      return applyReceipt(client, refresher, event);
    case 'item_created':
    case 'item_changed':
    case 'follower_changed':
      return applyItem(client, refresher, event);
    case 'conversation_changed':
      return applyConversation(refresher, event);
    case 'project_changed':
      for (const key of ['projects', 'project', 'invitations', 'conversations'])
        refresher.refresh(key);
      return;
    case 'outbox_changed':
      refresher.refresh('outbox');
      refresher.refresh('mail_log', 'outgoing');
      // The line under a message says how far its mail is.
      if (event.conversation_id) refresher.refresh('messages', event.conversation_id);
      if (!event.counts) refresher.refresh('me');
      return;
    case 'mail_received':
      refresher.refresh('customer'); // a report may say that their mail comes back
      return refresher.refresh('mail_log', 'incoming');
    case 'customer_changed':
      refresher.refresh('customer');
      return refresher.refresh('customers');
    case 'draft_changed':
      if (event.conversation_id) refresher.refresh('draft', event.conversation_id);
      return refresher.refresh('conversations');
    case 'mute_changed':
      refresher.refresh('mutes');
      return refresher.refresh('conversations');
    case 'settings_changed':
      for (const key of settingsKeys) refresher.refresh(key);
      return;
    default:
      return;
  }
}

function messagesKey(conversationId: number): [string, number] {
  return ['messages', conversationId];
}

function applyMessage(client: QueryClient, refresher: Refresher, event: LiveEvent): void {
  if (!hasMessage(event)) return;
  const { message } = event;
  client.setQueryData<MessagePages>(messagesKey(message.conversation_id), (pages) =>
    withMessage(pages, message),
  );
  refresher.refresh('conversations');
  refresher.refresh('conversation', message.conversation_id);
  refresher.refresh('items');
  refresher.refresh('audience', message.conversation_id);
}

function applySeen(client: QueryClient, refresher: Refresher, event: LiveEvent): void {
  const { conversation_id: conversationId, person, up_to_seq: upTo, at } = event;
  if (!conversationId || !person || upTo === undefined) return;
  client.setQueryData<MessagePages>(messagesKey(conversationId), (pages) =>
    withSeen(pages, person, upTo, at),
  );
  const me = client.getQueryData<Me>(['me']);
  if (person.kind === 'user' && person.id === me?.id) refresher.refresh('conversations');
}

function applyReceipt(client: QueryClient, refresher: Refresher, event: LiveEvent): void {
  const { message_id: messageId, receipts } = event;
  if (messageId === undefined || !receipts) return;
  const update = (pages: MessagePages | undefined): MessagePages | undefined =>
    receipts.reduce((known, receipt) => withReceipt(known, messageId, receipt), pages);
  if (event.conversation_id) {
    client.setQueryData<MessagePages>(messagesKey(event.conversation_id), update);
  } else {
    client.setQueriesData<MessagePages>({ queryKey: ['messages'] }, update);
  }
  refresher.refresh('explain', messageId);
}

// Somebody joined, left, named or moved a conversation: what is shown of it is asked again.
function applyConversation(refresher: Refresher, event: LiveEvent): void {
  refresher.refresh('conversations');
  if (event.conversation_id) {
    refresher.refresh('conversation', event.conversation_id);
    refresher.refresh('audience', event.conversation_id);
  }
  if (event.item_id) refresher.refresh('item', event.item_id);
  refresher.refresh('project');
}

function applyItem(client: QueryClient, refresher: Refresher, event: LiveEvent): void {
  const { item } = event;
  if (item) {
    client.setQueryData<Item>(['item', item.id], (known) =>
      known && known.version <= item.version
        ? { ...known, ...item, description: item.description || known.description }
        : known,
    );
    for (const part of ['followers', 'conversations', 'links', 'automatic_mail_stops'])
      refresher.refresh('item', item.id, part);
    // A merge or a split hangs conversations elsewhere, and marks messages.
    refresher.refresh('conversation');
  } else if (event.item_id) {
    refresher.refresh('item', event.item_id);
  }
  refresher.refresh('items');
  refresher.refresh('queues');
  refresher.refresh('conversations');
}
