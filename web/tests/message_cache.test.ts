import { describe, expect, it } from 'vitest';
import type { Message, Person, Receipt } from '../shared/api/types';
import {
  allMessages,
  type MessagePages,
  withMessage,
  withReceipt,
  withSeen,
} from '../agent/messenger/message_cache';

const ada: Person = { kind: 'user', id: 1, name: 'Ada' };
const ben: Person = { kind: 'user', id: 2, name: 'Ben' };
const at = '2026-11-21T10:00:00Z';

const receipt = (person: Person, state: Receipt['state']) =>
  ({ person, state, at, email_due_at: state === 'delivered' ? at : null }) as Receipt;
const message = (seq: number, receipts: Receipt[] = []) =>
  ({ id: 100 + seq, seq, receipts }) as unknown as Message;
const pages = (...lists: Message[][]): MessagePages => ({
  pages: lists.map((items) => ({ items, next_cursor: null })),
  pageParams: lists.map(() => null),
});
const seqs = (held: MessagePages | undefined) => allMessages(held).map(({ seq }) => seq);

describe('withMessage (CHAT-1, CHAT-2)', () => {
  it('adds a new message in the order of its number', () => {
    expect(seqs(withMessage(pages([message(3), message(5)]), message(4)))).toEqual([3, 4, 5]);
  });
  it('holds a message once, whoever brings it first', () => {
    expect(seqs(withMessage(pages([message(3)]), message(3)))).toEqual([3]);
    expect(seqs(withMessage(pages([message(9)], [message(3)]), message(3)))).toEqual([3, 9]);
  });
  it('keeps the receipts that came before the message itself', () => {
    const held = withMessage(pages([message(3, [receipt(ben, 'seen')])]), message(3));
    expect(allMessages(held)[0]?.receipts).toMatchObject([{ person: ben, state: 'seen' }]);
  });
  it('makes nothing of a conversation that is not held', () => {
    expect(withMessage(undefined, message(1))).toBeUndefined();
  });
});

describe('withReceipt (F019-F021)', () => {
  it('replaces the receipt of that person and no other', () => {
    const held = pages([message(1, [receipt(ada, 'delivered'), receipt(ben, 'delivered')])]);
    const states = allMessages(withReceipt(held, 101, receipt(ben, 'emailed')))[0]?.receipts;
    expect(states?.map(({ person, state }) => [person.name, state]).sort()).toEqual([
      ['Ada', 'delivered'],
      ['Ben', 'emailed'],
    ]);
  });
});

describe('withSeen (F009, F020)', () => {
  it('counts up to the number, for that person, and never over an email', () => {
    const held = pages([
      message(1, [receipt(ben, 'emailed')]),
      message(2, [receipt(ben, 'delivered'), receipt(ada, 'delivered')]),
      message(3, [receipt(ben, 'delivered')]),
    ]);
    const states = allMessages(withSeen(held, ben, 2, at)).map(({ receipts }) =>
      receipts.map(({ state }) => state),
    );
    expect(states).toEqual([['emailed'], ['seen', 'delivered'], ['delivered']]);
  });
  it('takes the clock away from what was seen', () => {
    const held = withSeen(pages([message(1, [receipt(ben, 'delivered')])]), ben, 1, at);
    expect(allMessages(held)[0]?.receipts[0]?.email_due_at).toBeNull();
  });
});
