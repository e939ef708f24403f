// Mails by hour and outcome over the last 72 hours; a click on a colour shows only that outcome.
// Invariant: the legend is the accessible way in: each outcome a button with its number; the bars are its picture.
// Source: ui.md, "a bar chart of the last 72 h by outcome above it: click a bar to filter".
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useNow } from '@shared/ui/When';
import { incomingOutcomes, type Outcome, outcomeTone, outgoingOutcomes } from './outcomes';
import type { MailDirection } from './search_params';
import classes from './VolumeChart.module.css';

const hourMs = 3_600_000;
const hoursShown = 72;
const height = 96;

interface VolumeChartProps {
  direction: MailDirection;
  chosen: Outcome | undefined;
  onChoose: (outcome: Outcome | undefined) => void;
}

export function VolumeChart({ direction, chosen, onChoose }: VolumeChartProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const { data } = useQuery({
    queryKey: ['mail_log', direction, 'volume'],
    queryFn: () => ok(api.GET('/api/v1/mail_log/volume', { params: { query: { direction } } })),
  });
  const outcomes: Outcome[] = direction === 'incoming' ? incomingOutcomes : outgoingOutcomes;
  const hours = useMemo(() => byHour(data?.items ?? [], now), [data, now]);
  const totals = useMemo(() => byOutcome(data?.items ?? []), [data]);
  if (!data) return <Skeleton height={height + 44} radius="md" aria-hidden />;
  const highest = Math.max(1, ...hours.map((hour) => sum(hour.counts)));
  const day = new Intl.DateTimeFormat(i18n.language, { weekday: 'short', day: 'numeric' });
  const toggle = (outcome: Outcome) => onChoose(outcome === chosen ? undefined : outcome);
  return (
    <figure className={classes.figure}>
      <svg
        viewBox={`0 0 ${hoursShown * 10} ${height}`}
        preserveAspectRatio="none"
        className={classes.chart}
        role="img"
        aria-label={t('mail_log.chart')}
      >
        {hours.map((hour, index) => (
          <Bar
            key={hour.at}
            hour={hour}
            x={index * 10}
            highest={highest}
            outcomes={outcomes}
            chosen={chosen}
            onChoose={toggle}
          />
        ))}
      </svg>
      <div className={classes.axis} aria-hidden>
        {[0, 24, 48].map((at) => (
          <span key={at}>{day.format(hours[at]?.at ?? now)}</span>
        ))}
        <span>{t('mail_log.now')}</span>
      </div>
      <figcaption className={classes.legend}>
        {outcomes
          .filter((outcome) => (totals.get(outcome) ?? 0) > 0)
          .map((outcome) => (
            <button
              key={outcome}
              type="button"
              className={classes.key}
              aria-pressed={outcome === chosen}
              onClick={() => toggle(outcome)}
            >
              <i style={{ background: colorOf(outcome) }} />
              {t(`outcome.${outcome}`)} <b>{totals.get(outcome)}</b>
            </button>
          ))}
      </figcaption>
    </figure>
  );
}

interface Hour {
  at: number;
  counts: Map<string, number>;
}

interface BarProps {
  hour: Hour;
  x: number;
  highest: number;
  outcomes: Outcome[];
  chosen: Outcome | undefined;
  onChoose: (outcome: Outcome) => void;
}

/** One hour; a pointer may click it, a keyboard uses the legend. */
function Bar({ hour, x, highest, outcomes, chosen, onChoose }: BarProps) {
  let top = height;
  return (
    <g>
      {outcomes.map((outcome) => {
        const count = hour.counts.get(outcome) ?? 0;
        if (count === 0) return null;
        const size = (count / highest) * (height - 4);
        top -= size;
        return (
          <rect
            key={outcome}
            x={x + 1}
            y={top}
            width={8}
            height={Math.max(1, size - 0.6)}
            fill={colorOf(outcome)}
            opacity={chosen === undefined || chosen === outcome ? 1 : 0.18}
            className={classes.bar}
            onClick={() => onChoose(outcome)}
          />
        );
      })}
    </g>
  );
}

function colorOf(outcome: Outcome): string {
  return `var(--mantine-color-${outcomeTone[outcome]}-6)`;
}

type Volume = { hour: string; outcome: string; count: number };

function byHour(items: Volume[], now: number): Hour[] {
  const last = Math.floor(now / hourMs) * hourMs;
  const hours = Array.from({ length: hoursShown }, (_, index) => ({
    at: last - (hoursShown - 1 - index) * hourMs,
    counts: new Map<string, number>(),
  }));
  for (const { hour, outcome, count } of items) {
    const index = hoursShown - 1 - Math.round((last - Date.parse(hour)) / hourMs);
    hours[index]?.counts.set(outcome, (hours[index].counts.get(outcome) ?? 0) + count);
  }
  return hours;
}

function byOutcome(items: Volume[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { outcome, count } of items) totals.set(outcome, (totals.get(outcome) ?? 0) + count);
  return totals;
}

const sum = (counts: Map<string, number>) => [...counts.values()].reduce((a, b) => a + b, 0);
