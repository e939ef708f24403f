import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SeenTracker } from '../shared/live/seen';

function tracker(alreadySeen = 0) {
  const gaze = { focus: true, visible: true };
  const report = vi.fn<(upToSeq: number) => Promise<void>>(() => Promise.resolve());
  const seen = new SeenTracker(
    { gaze: { hasFocus: () => gaze.focus, isVisible: () => gaze.visible }, report },
    alreadySeen,
  );
  return { gaze, report, seen };
}

describe('SeenTracker (F008, F009, CHAT-3)', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reports the highest message in view, once, within a second', async () => {
    const { report, seen } = tracker();
    seen.inView(1);
    seen.inView(3);
    seen.inView(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(report.mock.calls).toEqual([[3]]);
  });

  it('says nothing of what was seen before', async () => {
    const { report, seen } = tracker(5);
    seen.inView(5);
    await vi.advanceTimersByTimeAsync(5000);
    expect(report).not.toHaveBeenCalled();
  });

  it.each(['focus', 'visible'] as const)('waits for the page to have %s', async (what) => {
    const { gaze, report, seen } = tracker();
    gaze[what] = false;
    seen.inView(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(report).not.toHaveBeenCalled();
    gaze[what] = true;
    seen.consider();
    await vi.advanceTimersByTimeAsync(1000);
    expect(report).toHaveBeenCalledWith(1);
  });

  it('does not report when the reader leaves before the message has settled', async () => {
    const { gaze, report, seen } = tracker();
    seen.inView(1);
    gaze.focus = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(report).not.toHaveBeenCalled();
  });

  it('is not put off by a stream of new messages', async () => {
    const { report, seen } = tracker();
    for (let seq = 1; seq <= 10; seq += 1) {
      seen.inView(seq);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(report.mock.calls.length).toBeGreaterThan(1);
    expect(report.mock.calls[0]?.[0]).toBeLessThanOrEqual(4);
  });

  it('tries again by itself when the server could not be told', async () => {
    const { report, seen } = tracker();
    report.mockRejectedValueOnce(new Error('no connection'));
    seen.inView(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(report).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(report.mock.calls).toEqual([[1], [1]]);
  });

  it('reports nothing that another device has reported meanwhile', async () => {
    const { report, seen } = tracker();
    seen.inView(2);
    seen.alreadySeen(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(report).not.toHaveBeenCalled();
  });
});
