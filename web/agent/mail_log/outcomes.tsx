// The ends that a mail can come to, in the order of the chart, each with one colour in both themes.
// Source: F083, F085; api/openapi.yaml, IncomingOutcome and OutgoingOutcome.
import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { IncomingOutcome, OutgoingOutcome } from '@shared/api/types';

export const incomingOutcomes: IncomingOutcome[] = [
  'ticket',
  'reply',
  'automatic',
  'bounce',
  'loop',
  'duplicate',
  'filtered',
  'quarantine',
  'pending',
];

export const outgoingOutcomes: OutgoingOutcome[] = [
  'sent',
  'queued',
  'uncertain',
  'suppressed',
  'cancelled',
  'failed',
  'bounced',
];

export type Outcome = IncomingOutcome | OutgoingOutcome;

/** Colours of Mantine's palette; the chart uses shade 6, the badge its light variant. */
export const outcomeTone: Record<Outcome, string> = {
  ticket: 'brand',
  reply: 'teal',
  automatic: 'gray',
  bounce: 'orange',
  loop: 'pink',
  duplicate: 'cyan',
  filtered: 'grape',
  quarantine: 'red',
  pending: 'yellow',
  sent: 'teal',
  queued: 'brand',
  uncertain: 'yellow',
  suppressed: 'grape',
  cancelled: 'gray',
  failed: 'red',
  bounced: 'orange',
};

export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  const { t } = useTranslation();
  return <Badge color={outcomeTone[outcome]}>{t(`outcome.${outcome}`)}</Badge>;
}
