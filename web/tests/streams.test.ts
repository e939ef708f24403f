// Which streams of an item are shown, and what the history says of splits and merges. (F002, F181)
import { describe, expect, it } from 'vitest';
import type { Conversation, Visibility } from '@shared/api/types';
import { conversationChangeIn, moveIn } from '@agent/items/timeline_words';
import { siblingOf, streamsInUse } from '@agent/talk/streams';
import { peopleOf } from '@agent/talk/use_talk';

const stream = (id: number, visibility: Visibility, last_seq: number) =>
  ({ id, visibility, last_seq }) as Conversation;
const ids = (streams: Conversation[]) => streams.map(({ id }) => id);

describe('streams of an item', () => {
  it('are its public and its internal one, also while nothing stands in them', () => {
    expect(ids(streamsInUse([stream(1, 'public', 0), stream(2, 'internal', 0)]))).toEqual([1, 2]);
  });

  it('leave out an empty one when another of its visibility is in use', () => {
    const streams = [stream(1, 'public', 0), stream(2, 'internal', 0), stream(3, 'public', 4)];
    expect(ids(streamsInUse(streams))).toEqual([2, 3]);
  });

  it('are all shown after a merge', () => {
    const streams = [stream(1, 'public', 2), stream(2, 'internal', 1), stream(3, 'public', 4)];
    expect(ids(streamsInUse(streams))).toEqual([1, 2, 3]);
  });

  it('stand beside one of the other visibility, never of the same', () => {
    const streams = [stream(1, 'public', 2), stream(2, 'internal', 0), stream(3, 'internal', 4)];
    expect(siblingOf(streams, 1)?.id).toBe(3);
    expect(siblingOf(streams, 3)?.id).toBe(1);
    expect(siblingOf([stream(1, 'public', 2), stream(3, 'public', 4)], 1)).toBeUndefined();
    expect(siblingOf(streams, 99)).toBeUndefined();
  });
});

describe('what the history says', () => {
  it('of splits and merges names the other item', () => {
    expect(moveIn('merged into #7')).toEqual({ move: 'merged_into', number: 7 });
    expect(moveIn('split from #12')).toEqual({ move: 'split_from', number: 12 });
    expect(moveIn('status: new → open')).toBeNull();
  });

  it('of conversations is one of the known changes, or shown as it came', () => {
    expect(conversationChangeIn('conversation: linked')).toBe('linked');
    expect(conversationChangeIn('conversation: something')).toBeNull();
  });
});

describe('who is invited', () => {
  it('are users and teams, told apart', () => {
    expect(peopleOf(['user:3', 'team:1', 'user:5'])).toEqual({ user_ids: [3, 5], team_ids: [1] });
  });
});
