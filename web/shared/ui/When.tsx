// A moment, readable at a glance, exact on hover.
// Source: ui.md, "Dates relative with the exact time on hover".
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime, exactTime, listTime, relativeTime } from '@shared/time';

const listeners = new Set<() => void>();
let ticker: number | null = null;

/** The present, refreshed twice a minute by one timer for the whole page. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => setNow(Date.now());
    listeners.add(tick);
    ticker ??= window.setInterval(() => listeners.forEach((run) => run()), 30_000);
    return () => {
      listeners.delete(tick);
      if (listeners.size === 0 && ticker !== null) {
        window.clearInterval(ticker);
        ticker = null;
      }
    };
  }, []);
  return now;
}

interface WhenProps {
  at: string;
  form?: 'relative' | 'list' | 'clock';
}

export function When({ at, form = 'relative' }: WhenProps) {
  const { i18n } = useTranslation();
  const now = useNow();
  const language = i18n.language;
  if (Number.isNaN(Date.parse(at))) return null;
  const text =
    form === 'clock'
      ? clockTime(at, language)
      : form === 'list'
        ? listTime(at, language, now)
        : relativeTime(at, language, now);
  return (
    <time dateTime={at} title={exactTime(at, language)} style={{ whiteSpace: 'nowrap' }}>
      {text}
    </time>
  );
}
