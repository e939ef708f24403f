// F012, F013, F015: of several tabs one gives the signals of a message, and none flashes while one is looked at.
import { describe, expect, it } from 'vitest';
import { type Lock, SignalDesk } from '@agent/live/signals';

function memory() {
  const map = new Map<string, string>();
  return {
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  };
}
const alone: Lock = (run) => Promise.resolve(run());

describe('SignalDesk', () => {
  it('F012: rings once for a message, whichever tab is first', async () => {
    const shared = memory();
    const tabs = [new SignalDesk(shared, alone), new SignalDesk(shared, alone)];
    const rang = await Promise.all(tabs.map((tab) => tab.claim(7)));
    expect(rang.filter(Boolean)).toHaveLength(1);
    expect(await tabs[1]!.claim(8)).toBe(true);
    expect(await tabs[0]!.claim(8)).toBe(false);
  });

  it('F015: knows in every tab that one of them is looked at, until that one is left', () => {
    const shared = memory();
    const [first, second] = [new SignalDesk(shared, alone), new SignalDesk(shared, alone)];
    first.look(true);
    expect(second.isLookedAt()).toBe(true);
    second.look(false);
    expect(second.isLookedAt()).toBe(true);
    first.look(false);
    expect(second.isLookedAt()).toBe(false);
  });

  it('F015: is not silenced for ever by a tab that crashed', () => {
    const shared = memory();
    let now = 0;
    const first = new SignalDesk(shared, alone, () => now);
    first.look(true);
    now = 20_000;
    expect(new SignalDesk(shared, alone, () => now).isLookedAt()).toBe(false);
  });

  it('survives a memory that somebody else has written into', async () => {
    const shared = memory();
    shared.setItem('postroom.rang', '{broken');
    expect(await new SignalDesk(shared, alone).claim(1)).toBe(true);
  });
});
