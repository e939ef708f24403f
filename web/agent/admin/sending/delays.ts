// Delays of a retry template as people write them: "1 min, 5 min, 1 h, 6 h".
// Invariant: what is shown can be typed in again and means the same.
// Source: F148, F179, F180.

const secondsOf: Record<string, number> = {
  s: 1,
  sec: 1,
  с: 1,
  m: 60,
  min: 60,
  мин: 60,
  м: 60,
  h: 3_600,
  ч: 3_600,
  d: 86_400,
  j: 86_400,
  g: 86_400,
  д: 86_400,
};

export interface DelayUnits {
  s: string;
  min: string;
  h: string;
  d: string;
}

const day = 86_400;
const hour = 3_600;
const minute = 60;

/** The largest unit that divides it. */
export function delayText(seconds: number, units: DelayUnits): string {
  if (seconds % day === 0) return `${seconds / day} ${units.d}`;
  if (seconds % hour === 0) return `${seconds / hour} ${units.h}`;
  if (seconds % minute === 0) return `${seconds / minute} ${units.min}`;
  return `${seconds} ${units.s}`;
}

/** Minutes when no unit is named; null when one of them is no delay. */
export function parseDelays(text: string): number[] | null {
  const words = text
    .split(/[,;\n]+/)
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const delays = words.map((word) => {
    const found = /^(\d{1,7})\s*(\p{L}*)\.?$/u.exec(word);
    const unit = secondsOf[found?.[2]?.toLowerCase() || 'min'];
    return found && unit ? Number(found[1]) * unit : 0;
  });
  return delays.length > 0 && delays.every((delay) => delay > 0) ? delays : null;
}
