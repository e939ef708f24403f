// Drafts reach the server soon, once, with the newest text, and never after they were sent.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DraftContent, DraftSync } from '@agent/messenger/draft_sync';

const text = (html: string): DraftContent => ({ html, attachmentIds: [] });

describe('DraftSync', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('saves the newest text a moment after the last key', async () => {
    const saved: string[] = [];
    const sync = new DraftSync({
      save: (content) => Promise.resolve(void saved.push(content.html)),
    });
    sync.change(text('H'));
    await vi.advanceTimersByTimeAsync(500);
    sync.change(text('Hello'));
    await vi.advanceTimersByTimeAsync(899);
    expect(saved).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(saved).toEqual(['Hello']);
    expect(sync.isBehind).toBe(false);
  });

  it('has one save under way and sends what was typed meanwhile afterwards', async () => {
    const saved: string[] = [];
    let done = () => {};
    const sync = new DraftSync({
      save: (content) => {
        saved.push(content.html);
        return new Promise((resolve) => (done = resolve));
      },
      retryMs: 100,
    });
    sync.change(text('one'));
    await vi.advanceTimersByTimeAsync(900);
    sync.change(text('two'));
    await vi.advanceTimersByTimeAsync(900);
    expect(saved).toEqual(['one']);
    done();
    await vi.advanceTimersByTimeAsync(100);
    expect(saved).toEqual(['one', 'two']);
  });

  it('tries again what failed, unless something newer was typed', async () => {
    const saved: string[] = [];
    let online = false;
    const sync = new DraftSync({
      save: (content) => {
        if (!online) return Promise.reject(new Error('offline'));
        saved.push(content.html);
        return Promise.resolve();
      },
    });
    sync.change(text('kept'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(saved).toEqual([]);
    expect(sync.isBehind).toBe(true);
    online = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(saved).toEqual(['kept']);
  });

  it('saves nothing any more once the text was sent', async () => {
    const saved: string[] = [];
    const sync = new DraftSync({
      save: (content) => Promise.resolve(void saved.push(content.html)),
    });
    sync.change(text('sent'));
    await sync.discard();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(saved).toEqual([]);
  });

  it('waits for a save under way before it says that the draft is gone', async () => {
    let done = () => {};
    const sync = new DraftSync({ save: () => new Promise((resolve) => (done = resolve)) });
    sync.change(text('late'));
    await vi.advanceTimersByTimeAsync(900);
    let gone = false;
    const discarded = sync.discard().then(() => (gone = true));
    await vi.advanceTimersByTimeAsync(10);
    expect(gone).toBe(false);
    done();
    await discarded;
    expect(gone).toBe(true);
  });
});
