// Mentions, triggers in the text, mutes and collisions.
import { describe, expect, it } from 'vitest';
import type { Message, Person } from '@shared/api/types';
import { collisionIn } from '@agent/messenger/collision';
import { fits, markMentions, mentionedIn, triggerBefore } from '@agent/messenger/mentions';
import { inAnHour, mutedUntil, tomorrowMorning } from '@agent/messenger/mute_times';

const person = (id: number, name: string): Person => ({ kind: 'user', id, name });
const people = [person(1, 'Ben'), person(2, 'Ben Carter'), person(3, 'Éloïse')];

describe('mentions', () => {
  it('are the longest names behind an @', () => {
    expect(mentionedIn('@Ben Carter, look', people)).toEqual([2]);
    expect(mentionedIn('@Ben, and @Éloïse.', people)).toEqual([1, 3]);
    expect(mentionedIn('@Benjamin and Ben', people)).toEqual([]);
    expect(mentionedIn('mail to a@Ben', [])).toEqual([]);
  });

  it('are marked in the text and nowhere else', () => {
    const html = markMentions('<p>Hi @Ben, <a href="https://x.test/@Ben">@Ben</a></p>', people);
    expect(html).toBe(
      '<p>Hi <mark>@Ben</mark>, <a href="https://x.test/@Ben"><mark>@Ben</mark></a></p>',
    );
    expect(markMentions('<p>a &lt;b&gt; @Nobody</p>', people)).toBe('<p>a &lt;b&gt; @Nobody</p>');
  });

  it('begin with an @ at the start of a word', () => {
    expect(triggerBefore('Hello @be')).toEqual({ kind: 'mention', words: 'be', length: 3 });
    expect(triggerBefore('@Ben Ca')).toEqual({ kind: 'mention', words: 'Ben Ca', length: 7 });
    expect(triggerBefore('ana@example')).toBeNull();
    expect(triggerBefore('/th')).toEqual({ kind: 'canned', words: 'th', length: 3 });
    expect(triggerBefore('and/or')).toBeNull();
    expect(triggerBefore('https://x')).toBeNull();
  });

  it('are found without accents and by any of their words', () => {
    expect(fits('Éloïse Durand', 'elo')).toBe(true);
    expect(fits('Ben Carter', 'car')).toBe(true);
    expect(fits('Ben Carter', 'arter')).toBe(false);
    expect(fits('Anything', '')).toBe(true);
  });
});

describe('mutes', () => {
  it('last an hour or until the next morning of the reader', () => {
    const evening = new Date(2026, 10, 21, 23, 30).getTime();
    expect(Date.parse(inAnHour(evening)) - evening).toBe(3_600_000);
    expect(new Date(tomorrowMorning(evening))).toEqual(new Date(2026, 10, 22, 8, 0));
  });

  it('count while they are not over', () => {
    const mutes = [
      { conversation_id: null, until: '2026-01-01T10:00:00Z' },
      { conversation_id: 4, until: '2026-01-01T12:00:00Z' },
    ];
    const at = Date.parse('2026-01-01T11:00:00Z');
    expect(mutedUntil(mutes, null, at)).toBeNull();
    expect(mutedUntil(mutes, 4, at)).toBe('2026-01-01T12:00:00Z');
    expect(mutedUntil(undefined, 4, at)).toBeNull();
  });
});

describe('collisions', () => {
  const message = (seq: number, author: Person, deleted: string | null = null): Message =>
    ({ seq, author, deleted_at: deleted }) as Message;
  const ben = person(1, 'Ben');
  const eve: Person = { kind: 'customer', id: 1, name: 'Eve' };

  it('are colleagues who answered or write since the writing began', () => {
    const messages = [message(1, eve), message(2, ben), message(3, eve), message(4, ben)];
    expect(collisionIn(messages, [], 2, 9)?.answers.map(({ seq }) => seq)).toEqual([4]);
    expect(collisionIn(messages, [], 4, 9)).toBeNull();
    expect(collisionIn(messages, [ben], 4, 9)?.typing).toEqual([ben]);
  });

  it('are not the writer, the customer, or what was taken back', () => {
    expect(collisionIn([message(3, ben)], [], 2, ben.id)).toBeNull();
    expect(collisionIn([message(3, eve)], [eve], 2, 9)).toBeNull();
    expect(collisionIn([message(3, ben, '2026-01-01T10:00:00Z')], [], 2, 9)).toBeNull();
    expect(collisionIn([message(3, ben)], [ben], null, 9)).toBeNull();
  });
});
