import { describe, expect, it } from 'vitest';
import { parseDuration } from '../agent/items/duration';

describe('time spent, as people write it', () => {
  it.each([
    ['90', 90],
    ['1:30', 90],
    ['1 h 30', 90],
    ['1h30m', 90],
    ['2h', 120],
    ['1,5 h', 90],
    ['0.25h', 15],
    ['45 min', 45],
    ['1 ч 30 мин', 90],
    [' 5 m ', 5],
  ])('%s is %i minutes', (text, minutes) => {
    expect(parseDuration(text)).toBe(minutes);
  });
  it.each(['', '  ', '0', 'soon', '1:75', '-5', '1h -3', '10081', '200 h', '1 day'])(
    '%s is none',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );
});
