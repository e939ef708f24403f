// Dates and numbers as people of each language write them.
// Invariant: relative times are for reading, the exact time is always one hover away.
// Source: ui.md, "Dates relative with the exact time on hover; numbers, dates and plurals by locale".

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The reader's own region of a language ("en" is "en-GB" for whose browser says so): it decides 24 hours or 12. */
export function regional(language: string, wanted = navigator.languages): string {
  return wanted.find((tag) => tag.split('-')[0] === language) ?? language;
}

function dateFormat(language: string, kind: string, options: Intl.DateTimeFormatOptions) {
  const key = `${language}/${kind}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(regional(language), options);
    formatters.set(key, found);
  }
  return found;
}

/** "now", "5 min ago", "in 2 hr", then a short date; what `now` is decides, so that tests can choose it. */
export function relativeTime(at: string, language: string, now: number): string {
  const difference = Date.parse(at) - now;
  const distance = Math.abs(difference);
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' });
  if (distance < 45_000) return relative.format(0, 'second');
  if (distance < hour) return relative.format(Math.round(difference / minute), 'minute');
  if (distance < day) return relative.format(Math.round(difference / hour), 'hour');
  if (distance < 7 * day) return relative.format(Math.round(difference / day), 'day');
  return shortDate(at, language, now);
}

/** The shortest unambiguous form for a list: the clock today, the weekday this week, else the date. */
export function listTime(at: string, language: string, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return clockTime(at, language);
  if (Math.abs(now - date.getTime()) < 6 * day) {
    return dateFormat(language, 'weekday', { weekday: 'short' }).format(date);
  }
  return shortDate(at, language, now);
}

export function shortDate(at: string, language: string, now: number): string {
  const date = new Date(at);
  const sameYear = date.getFullYear() === new Date(now).getFullYear();
  const kind = sameYear ? 'short' : 'short-year';
  return dateFormat(language, kind, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(date);
}

export function clockTime(at: string, language: string): string {
  return dateFormat(language, 'clock', { hour: 'numeric', minute: '2-digit' }).format(new Date(at));
}

/** One moment in a sentence: the clock today, else date and clock. */
export function momentText(at: string, language: string, now: number): string {
  const clock = clockTime(at, language);
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return today ? clock : `${shortDate(at, language, now)}, ${clock}`;
}

/** With seconds and time zone: what a person needs who compares with a mail header. */
export function exactTime(at: string, language: string): string {
  return dateFormat(language, 'exact', { dateStyle: 'full', timeStyle: 'long' }).format(
    new Date(at),
  );
}

/** The heading between two days of a conversation: today, yesterday, or the weekday and date. */
export function dayHeading(at: string, language: string, now: number): string {
  const date = startOfDay(Date.parse(at));
  const days = Math.round((date - startOfDay(now)) / day);
  if (days === 0 || days === -1) {
    const text = new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(days, 'day');
    return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
  }
  const text = dateFormat(language, 'day', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
  }).format(new Date(at));
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}

export function startOfDay(at: number): number {
  const date = new Date(at);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}

/** "12 s", "1 min", "3 h", "4 d": the largest unit that loses little; whole minutes are minutes. */
export function duration(seconds: number, language: string): string {
  const units = [
    { unit: 'day', seconds: 86_400 },
    { unit: 'hour', seconds: 3_600 },
    { unit: 'minute', seconds: 60 },
  ];
  const fits = units.find(
    (one) => seconds >= 2 * one.seconds || (seconds > 0 && seconds % one.seconds === 0),
  );
  return new Intl.NumberFormat(regional(language), {
    style: 'unit',
    unit: fits?.unit ?? 'second',
    unitDisplay: 'short',
    maximumFractionDigits: 0,
  }).format(Math.floor(seconds / (fits?.seconds ?? 1)));
}

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function fileSize(bytes: number, language: string): string {
  // Nobody counts single bytes: the smallest unit in a list is the kilobyte.
  const step = Math.min(Math.max(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 1), 3);
  const value = bytes && Math.max(bytes / 1000 ** step, 0.1);
  return new Intl.NumberFormat(regional(language), {
    style: 'unit',
    unit: byteUnits[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}
