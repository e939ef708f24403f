// The chat widget's own rules: what is sent once, what stays, what is read aloud, what can be read on any colour.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Refused, type Api, type Message, type NewMessage } from '../widget/frame/api';
import { Rows, h, withLinks } from '../widget/frame/dom';
import { Thread } from '../widget/frame/thread';
import { choose, problem, speak, t, timeOf } from '../widget/frame/words';
import chatFr from '../shared/i18n/chat/fr.json';
import { readableOn } from '../widget/loader/contrast';
import { ours } from '../widget/loader/messages';
import widgetFr from '../widget/words/fr.json';

function message(seq: number, kind: 'customer' | 'user', clientId: string | null = null): Message {
  return {
    id: seq,
    seq,
    conversation_id: 7,
    client_id: clientId,
    author: { kind, id: 1, name: 'Ana' },
    origin: 'chat',
    text: `message ${seq}`,
    html: null,
    attachments: [],
    deleted: false,
    seen: false,
    created_at: '2026-11-21T14:05:00Z',
  };
}

/** A server that numbers what it gets, or throws what it is told to. */
class Server {
  readonly posted: NewMessage[] = [];
  readonly failures: Error[] = [];
  all: Message[] = [];
  start = (one: NewMessage): Promise<Message> => this.post(7, one);
  post = (_: number, one: NewMessage): Promise<Message> => {
    const failure = this.failures.shift();
    if (failure) return Promise.reject(failure);
    const known = this.all.find(({ client_id: id }) => id === one.client_id);
    if (known) return Promise.resolve(known);
    this.posted.push(one);
    const made = message(this.all.length + 1, 'customer', one.client_id);
    this.all.push(made);
    return Promise.resolve(made);
  };
  messages = (_: number, query: string) => {
    const after = Number(/after_seq=(\d+)/.exec(query)?.[1] ?? 0);
    return Promise.resolve({ items: this.all.filter(({ seq }) => seq > after), next_cursor: null });
  };
  seen = () => Promise.resolve();
  get api(): Api {
    return this as unknown as Api;
  }
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());
const settled = () => vi.advanceTimersByTimeAsync(0);

describe('a chat', () => {
  it('shows what is on its way, and each message once whichever of answer and event comes first', async () => {
    const server = new Server();
    const thread = new Thread(server.api, () => undefined, null);
    thread.write('Hello?', []);
    expect(thread.pending).toHaveLength(1);
    await settled();
    expect(thread.id).toBe(7);
    expect(thread.pending).toHaveLength(0);
    await thread.arrived(server.all[0]!);
    expect(thread.messages.map(({ seq }) => seq)).toEqual([1]);
  });

  it('sends again what a lost connection kept, in order, with the same client id', async () => {
    const server = new Server();
    const thread = new Thread(server.api, () => undefined, 7);
    server.failures.push(new TypeError('network'), new Refused(503, 'database_unavailable'));
    thread.write('one', []);
    thread.write('two', []);
    await settled();
    expect(server.posted).toEqual([]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(server.posted.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(thread.pending).toEqual([]);
  });

  it('keeps what was refused, says why, and goes on with the rest', async () => {
    const server = new Server();
    const thread = new Thread(server.api, () => undefined, 7);
    server.failures.push(new Refused(429, 'too_many_messages'));
    thread.write('one', []);
    thread.write('two', []);
    await settled();
    expect(thread.pending.map(({ text, refused }) => [text, refused])).toEqual([
      ['one', 'too_many_messages'],
    ]);
    thread.again(thread.pending[0]!);
    await settled();
    expect(server.posted.map(({ text }) => text)).toEqual(['two', 'one']);
  });

  it('fetches what is missing before a message that came', async () => {
    const server = new Server();
    server.all = [message(1, 'customer'), message(2, 'user'), message(3, 'user')];
    const thread = new Thread(server.api, () => undefined, 7);
    await thread.arrived(server.all[0]!);
    await thread.arrived(server.all[2]!);
    expect(thread.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(thread.unread).toBe(2);
    await thread.look();
    expect(thread.unread).toBe(0);
  });
});

describe('what is shown', () => {
  it('keeps the rows that are the same, so that they are not read aloud again', () => {
    const rows = new Rows(h('ol'));
    const row = (key: string, state: string) => ({
      key,
      state,
      make: () => h('li', {}, `${key} ${state}`),
    });
    rows.show([row('a', 'sending'), row('b', 'sent')]);
    const [, b] = rows.element.children;
    rows.show([row('0', 'sent'), row('a', 'sent'), row('b', 'sent'), row('c', 'sent')]);
    expect([...rows.element.children].map((each) => each.textContent)).toEqual([
      '0 sent',
      'a sent',
      'b sent',
      'c sent',
    ]);
    expect(rows.element.children[2]).toBe(b);
    rows.show([row('c', 'sent')]);
    expect(rows.element.textContent).toBe('c sent');
  });

  it('makes addresses links and nothing else', () => {
    const text = 'See https://shop.test/a?b=1. <b>Not bold</b> javascript:alert(1)';
    const element = h('p', {}, ...withLinks(text));
    expect(element.textContent).toBe(text);
    expect([...element.querySelectorAll('a')].map(({ href }) => href)).toEqual([
      'https://shop.test/a?b=1',
    ]);
    expect(element.querySelector('b')).toBeNull();
  });

  it.each([
    ['#ffffff', '#000'],
    ['#f5d90a', '#000'],
    ['#111111', '#fff'],
    ['#3f5ad6', '#fff'],
  ])('can be read on %s', (color, expected) => expect(readableOn(color)).toBe(expected));
});

describe('words', () => {
  it('speaks the first language that it knows', () => {
    expect(choose([null, 'de-CH', 'it-CH', 'en'])).toBe('it');
    expect(choose(['de'])).toBe('en');
  });

  it('has French signs after a space that does not break', () => {
    const texts = [...Object.values(chatFr.chat), ...Object.values(widgetFr)];
    expect(texts.filter((text) => / [;:!?%»]|« /.test(text))).toEqual([]);
  });

  it('says problems and times in that language', async () => {
    await speak('fr');
    expect(problem('too_many_chats')).toContain('Patientez');
    expect(problem('no_such_code')).toBe(t('problem'));
    expect(t('typing', { name: 'Ana' })).toBe('Ana écrit…');
    const at = '2026-11-21T14:05:00';
    expect(timeOf(at, new Date(at))).toBe('14:05');
    expect(timeOf(at, new Date('2026-11-23T09:00:00'))).toContain('21 nov.');
    await speak('en');
  });
});

it('hears only its own messages', () => {
  expect(ours({ type: 'other' })).toBeNull();
  expect(ours('postroom')).toBeNull();
  expect(ours({ postroom: 'open' })).toEqual({ postroom: 'open' });
});
