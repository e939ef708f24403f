// How far the mail is that carried a message to somebody, as far as a line under the message needs to know.
// Invariant: "emailed" is said of a mail that has left and has not come back, and of nothing else.
// Source: F020; OUT-4 (sent, unconfirmed), BNC-4.
import type { MailState, Receipt } from '@shared/api/types';

export type MailProgress = 'left' | 'on_its_way' | 'not_delivered';

const progressOf: Record<MailState, MailProgress> = {
  held: 'on_its_way',
  ready: 'on_its_way',
  leased: 'on_its_way',
  dot_sent: 'on_its_way',
  retry_wait: 'on_its_way',
  sent: 'left',
  uncertain: 'left',
  failed: 'not_delivered',
  bounced: 'not_delivered',
  cancelled: 'not_delivered',
  suppressed: 'not_delivered',
};

/** Null for a receipt that speaks of no mail. */
export function mailProgress({ state, mail_state: mail }: Receipt): MailProgress | null {
  if (state !== 'emailed') return null;
  return mail === null ? 'left' : progressOf[mail];
}
