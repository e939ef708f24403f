import { afterEach, describe, expect, it, vi } from 'vitest';
import { splitAudience } from '../agent/messenger/audience';
import { loadDraft, saveDraft } from '../agent/messenger/drafts';
import { readable, withoutName } from '../agent/messenger/explain_words';
import { keepPlace } from '../agent/messenger/keep_place';
import { changesIn, isSoft, stateIn } from '../agent/items/timeline_words';
import type { AudienceEntry } from '../shared/api/types';
import {
  clockTime,
  dayHeading,
  fileSize,
  listTime,
  momentText,
  regional,
  relativeTime,
} from '../shared/time';
import { initialsOf } from '../shared/ui/PersonAvatar';

const now = new Date(2026, 10, 21, 15, 30).getTime();
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

afterEach(() => vi.restoreAllMocks());

describe('dates and sizes by language', () => {
  it.each([
    ['en', 0, 'now'],
    ['en', 5, '5 min. ago'],
    ['en', 120, '2 hr. ago'],
    ['en', 24 * 60, 'yesterday'],
    ['fr', 120, 'il y a 2 h'],
    ['ru', 5, '5 мин. назад'],
  ])('%s: %s minutes ago is "%s"', (language, minutes, expected) => {
    expect(plain(relativeTime(ago(minutes), language, now))).toBe(expected);
  });

  it('follows the region of the browser for the clock', () => {
    expect(regional('en', ['fr-CH', 'en-GB', 'en-US'])).toBe('en-GB');
    expect(regional('it', ['fr-CH'])).toBe('it');
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['en-US']);
    expect(plain(clockTime(ago(0), 'fr'))).toBe('15:30');
  });

  it('is as short as it can be in a list', () => {
    expect(listTime(ago(60), 'fr', now)).toBe('14:30');
    expect(listTime(ago(3 * 24 * 60), 'fr', now)).toBe('mer.');
    expect(listTime(ago(30 * 24 * 60), 'fr', now)).toBe('22 oct.');
  });

  it('names a day of a conversation', () => {
    expect(dayHeading(ago(10), 'it', now)).toBe('Oggi');
    expect(dayHeading(ago(24 * 60), 'en', now)).toBe('Yesterday');
    expect(dayHeading(ago(4 * 24 * 60), 'fr', now)).toBe('Mardi 17 novembre 2026');
  });

  it.each([
    [0, '0 kB'],
    [617, '0.6 kB'],
    [1_430, '1.4 kB'],
    [48_000, '48 kB'],
    [5_240_000, '5.2 MB'],
  ])('%s bytes are %s', (bytes, expected) => expect(plain(fileSize(bytes, 'en'))).toBe(expected));
});

describe('faces', () => {
  it.each([
    ['Ada Moreau', 'AM'],
    ['ada@agents.test', 'AT'],
    ['Ольга Смирнова', 'ОС'],
    ['Cher', 'C'],
    ['', '?'],
  ])('%s is %s', (name, initials) => expect(initialsOf(name)).toBe(initials));
});

describe('splitAudience ("Foresee")', () => {
  const entry = (kind: 'user' | 'customer', id: number, told: boolean) =>
    ({ person: { kind, id, name: `${kind}${id}` }, told }) as AudienceEntry;
  const names = (entries: AudienceEntry[]) => entries.map(({ person }) => person.name);

  it('names customers first and leaves the writer out (F010)', () => {
    const { told, untold } = splitAudience(
      [
        entry('user', 1, false),
        entry('user', 2, true),
        entry('customer', 1, true),
        entry('user', 3, false),
      ],
      1,
    );
    expect(names(told)).toEqual(['customer1', 'user2']);
    expect(names(untold)).toEqual(['user3']);
  });
});

describe('keepPlace', () => {
  const list = (...ids: number[]) => ids.map((id) => ({ id }));
  it.each([
    ['stays where it was opened when reading moves it down', [1, 3, 2], 2, 1, [1, 2, 3]],
    ['rises with a new message', [2, 1, 3], 2, 1, [2, 1, 3]],
    ['leaves the order alone when nothing is open', [3, 1, 2], undefined, null, [3, 1, 2]],
    ['leaves the order alone when the open one is not in the list', [3, 1], 2, 0, [3, 1]],
    ['does not move what was opened from elsewhere', [3, 1, 2], 2, null, [3, 1, 2]],
  ])('%s', (_, order, openId, openedAt, shown) => {
    expect(keepPlace(list(...order), openId, openedAt)).toEqual(list(...shown));
  });
});

describe('explanations', () => {
  it('writes times for the reader', () => {
    const at = new Date(now - 60_000).toISOString();
    expect(readable(`Eve: emailed at ${at}.`, 'fr', now)).toBe('Eve: emailed at 15:29.');
    expect(momentText(ago(3 * 24 * 60), 'fr', now)).toBe('18 nov., 15:30');
  });
  it('does not say a name twice', () => {
    expect(withoutName('Eve Larsen: emailed at once.', 'Eve Larsen')).toBe('Emailed at once.');
    expect(withoutName('Nobody is told.', 'Eve Larsen')).toBe('Nobody is told.');
  });
});

describe('the history of an item', () => {
  it('takes changes apart', () => {
    expect(changesIn('status: new → open, title: A, b: c → D, assignee_id: 0 → 1')).toEqual([
      { field: 'status', before: 'new', after: 'open' },
      { field: 'title', before: 'A, b: c', after: 'D' },
      { field: 'assignee_id', before: '0', after: '1' },
    ]);
    expect(changesIn('changed')).toEqual([]);
  });
  it('knows the state of a mail', () => {
    expect(stateIn('mail: sent')).toBe('sent');
    expect(stateIn('mail received: reply')).toBe('reply');
    expect(stateIn('posted a message')).toBeNull();
  });
  it('leaves to the explanation how messages travelled', () => {
    expect(isSoft('message_seen')).toBe(true);
    expect(isSoft('message_posted')).toBe(false);
  });
});

describe('drafts', () => {
  it('are kept per conversation until they are empty', () => {
    saveDraft(1, '<p>Dear Eve</p>');
    saveDraft(2, '<p>Note</p>');
    expect(loadDraft(1)).toBe('<p>Dear Eve</p>');
    saveDraft(1, '<p></p>');
    expect(loadDraft(1)).toBe('');
    expect(loadDraft(2)).toBe('<p>Note</p>');
    saveDraft(2, '');
    expect(loadDraft(2)).toBe('');
  });
});
