// Messages on their way: shown at once, kept until the server has them, kept even over a reload.
// Invariant: a text that was sent by a person is in exactly one place: here, or in the conversation by its client_id.
// Source: CHAT-1 (idempotent on client_id, "sent" only after commit); ui.md, "optimistic", "Honest".
import { useSyncExternalStore } from 'react';
import type { Attachment, Importance, Message, Visibility } from '@shared/api/types';

/** How the mail to customers leaves, where the writer chose something else than at once. */
export interface SendChoice {
  sendAt: string | null;
  importance: Importance;
}

export const plainSend: SendChoice = { sendAt: null, importance: 'normal' };

export interface PendingMessage {
  clientId: string;
  conversationId: number;
  visibility: Visibility;
  html: string;
  text: string;
  attachments: Attachment[];
  mentions?: number[];
  /** Posted only when no colleague has answered after this message. */
  unlessAnsweredAfter?: number;
  choice?: SendChoice;
  createdAt: string;
  state: 'sending' | 'failed';
  error?: string;
  /** A colleague answered meanwhile: it waits for its author's word. */
  collided?: boolean;
}

const storageKey = 'postroom.pending';
const none: PendingMessage[] = [];

export class PendingStore {
  private messages: PendingMessage[];
  private readonly listeners = new Set<() => void>();
  private views = new Map<number, PendingMessage[]>();

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.messages = readStored(storage).map((message) => ({ ...message, state: 'failed' }));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The pending messages of one conversation; the same array until something changes. */
  of(conversationId: number): PendingMessage[] {
    let view = this.views.get(conversationId);
    if (!view) {
      view = this.messages.filter((message) => message.conversationId === conversationId);
      if (view.length === 0) view = none;
      this.views.set(conversationId, view);
    }
    return view;
  }

  put(message: PendingMessage): void {
    const others = this.messages.filter((other) => other.clientId !== message.clientId);
    this.change([...others, message]);
  }

  fail(clientId: string, error: string, collided = false): void {
    this.change(
      this.messages.map((message) =>
        message.clientId === clientId ? { ...message, state: 'failed', error, collided } : message,
      ),
    );
  }

  /** The server has it, or its author took it back. */
  remove(clientId: string): void {
    this.change(this.messages.filter((message) => message.clientId !== clientId));
  }

  private change(messages: PendingMessage[]): void {
    this.messages = messages;
    this.views = new Map();
    this.storage.setItem(storageKey, JSON.stringify(messages));
    for (const listener of this.listeners) listener();
  }
}

function readStored(storage: Pick<Storage, 'getItem'>): PendingMessage[] {
  try {
    const value: unknown = JSON.parse(storage.getItem(storageKey) ?? '[]');
    return Array.isArray(value) ? (value as PendingMessage[]) : [];
  } catch {
    return [];
  }
}

/** What is still to be shown as pending beside what the server has: the rest has arrived, by answer or live. */
export function stillPending(pending: PendingMessage[], messages: Message[]): PendingMessage[] {
  if (pending.length === 0) return pending;
  const arrived = new Set(messages.map((message) => message.client_id));
  return pending.filter((message) => !arrived.has(message.clientId));
}

export const pendingStore = new PendingStore(window.localStorage);

export function usePending(conversationId: number): PendingMessage[] {
  return useSyncExternalStore(pendingStore.subscribe, () => pendingStore.of(conversationId));
}

/** A random id that needs no secure context (crypto.randomUUID does). */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
