// Time spent as people write it: "90", "1:30", "1 h 30", "1h30m", "1 ч 30 мин", "1,5 h".
// Source: product.md, "timesheet entries".
import type { TFunction } from 'i18next';

/** One week: more in one entry is a slip of the pen. */
export const minutesMax = 7 * 24 * 60;

const clock = /^(\d+):([0-5]\d)$/;
const words = /^(?:(\d+(?:[.,]\d+)?)\s*[hч]\.?)?\s*(?:(\d+)\s*(?:m|min|м|мин)?\.?)?$/i;

/** Minutes, or null when it is none of these or out of bounds. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim();
  const byClock = clock.exec(trimmed);
  const byWords = trimmed && words.exec(trimmed);
  const minutes = byClock
    ? Number(byClock[1]) * 60 + Number(byClock[2])
    : byWords
      ? Math.round(Number((byWords[1] ?? '0').replace(',', '.')) * 60) + Number(byWords[2] ?? '0')
      : 0;
  return minutes >= 1 && minutes <= minutesMax ? minutes : null;
}

export function durationWords(t: TFunction, minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) return t('work.minutes', { minutes: rest });
  if (rest === 0) return t('work.hours', { hours });
  return t('work.hours_minutes', { hours, minutes: rest });
}
