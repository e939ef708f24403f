import { describe, expect, it } from 'vitest';
import { TitleBadge, type TitleHost } from '../agent/live/attention';

function badge() {
  const state = { title: 'Postroom', lookedAt: false, ticking: null as (() => void) | null };
  const host: TitleHost = {
    get: () => state.title,
    set: (title) => void (state.title = title),
    isLookedAt: () => state.lookedAt,
    every: (run) => {
      state.ticking = run;
      return 1;
    },
    stop: () => void (state.ticking = null),
  };
  return { state, badge: new TitleBadge(host) };
}

describe('TitleBadge (F013, F014, F015)', () => {
  it('carries the number of unread messages', () => {
    const { state, badge: title } = badge();
    title.setUnread(2);
    expect(state.title).toBe('(2) Postroom');
    title.setUnread(0);
    expect(state.title).toBe('Postroom');
  });

  it('alternates while nobody looks, and stops when somebody does', () => {
    const { state, badge: title } = badge();
    title.setUnread(1);
    title.flash('New message from Eve');
    expect(state.title).toBe('New message from Eve');
    state.ticking?.();
    expect(state.title).toBe('(1) Postroom');
    state.ticking?.();
    expect(state.title).toBe('New message from Eve');
    title.calm();
    expect(state.ticking).toBeNull();
    expect(state.title).toBe('(1) Postroom');
  });

  it('does not flash under the eyes of its reader', () => {
    const { state, badge: title } = badge();
    state.lookedAt = true;
    title.flash('New message');
    expect(state.ticking).toBeNull();
    expect(state.title).toBe('Postroom');
  });

  it('names the newest caller and keeps one rhythm', () => {
    const { state, badge: title } = badge();
    title.flash('Eve');
    title.flash('Tom');
    state.ticking?.();
    state.ticking?.();
    expect(state.title).toBe('Tom');
  });

  it('calms down when nothing is unread any more, read on another device', () => {
    const { state, badge: title } = badge();
    title.setUnread(1);
    title.flash('Eve');
    title.setUnread(0);
    expect(state.ticking).toBeNull();
    expect(state.title).toBe('Postroom');
  });
});
