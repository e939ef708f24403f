import { describe, expect, it, vi } from 'vitest';
import type { Message } from '../shared/api/types';
import {
  newClientId,
  type PendingMessage,
  PendingStore,
  stillPending,
} from '../agent/messenger/pending';

const storage = (held: string | null = null) => {
  let text = held;
  return { getItem: () => text, setItem: (_: string, value: string) => void (text = value) };
};

const message = (clientId: string, conversationId = 1): PendingMessage => ({
  clientId,
  conversationId,
  visibility: 'public',
  html: '<p>Hello</p>',
  text: 'Hello',
  attachments: [],
  createdAt: '2026-11-21T10:00:00Z',
  state: 'sending',
});

const arrived = (clientId: string | null) => ({ client_id: clientId }) as Message;

describe('PendingStore (CHAT-1)', () => {
  it('keeps a message over a reload, as one to be sent again with the same id', () => {
    const disk = storage();
    new PendingStore(disk).put(message('a'));
    const again = new PendingStore(disk).of(1);
    expect(again).toMatchObject([{ clientId: 'a', state: 'failed', text: 'Hello' }]);
  });

  it('holds one entry an id: trying again does not make a second message', () => {
    const store = new PendingStore(storage());
    store.put(message('a'));
    store.fail('a', 'The server cannot be reached.');
    store.put(message('a'));
    expect(store.of(1)).toHaveLength(1);
    expect(store.of(1)[0]?.state).toBe('sending');
  });

  it('keeps the text and the reason of a failure', () => {
    const store = new PendingStore(storage());
    store.put(message('a'));
    store.fail('a', 'No connection.');
    expect(store.of(1)).toMatchObject([
      { text: 'Hello', state: 'failed', error: 'No connection.' },
    ]);
  });

  it('tells conversations apart and forgets what has arrived', () => {
    const store = new PendingStore(storage());
    store.put(message('a', 1));
    store.put(message('b', 2));
    store.remove('a');
    expect(store.of(1)).toEqual([]);
    expect(store.of(2)).toHaveLength(1);
  });

  it('gives the same array until something changes, and says when', () => {
    const store = new PendingStore(storage());
    const listener = vi.fn();
    const stop = store.subscribe(listener);
    store.put(message('a'));
    expect(store.of(1)).toBe(store.of(1));
    stop();
    store.remove('a');
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it.each(['not json', '{}', 'null'])('begins empty when the storage holds %s', (held) => {
    expect(new PendingStore(storage(held)).of(1)).toEqual([]);
  });
});

describe('stillPending (optimistic send)', () => {
  it('hides what the live connection brought before the answer to the request', () => {
    const pending = [message('a'), message('b')];
    expect(stillPending(pending, [arrived('a'), arrived(null)])).toMatchObject([{ clientId: 'b' }]);
  });
});

describe('newClientId', () => {
  it('is random and 128 bits wide', () => {
    expect(newClientId()).toMatch(/^[0-9a-f]{32}$/);
    expect(newClientId()).not.toBe(newClientId());
  });
});
