import { describe, expect, it } from 'vitest';
import type { MailState, Receipt } from '../shared/api/types';
import { mailProgress } from '../agent/messenger/mail_progress';

const receipt = (state: Receipt['state'], mail_state: MailState | null = null) =>
  ({ state, mail_state }) as Receipt;

describe('F020: what the line under a message says of a mail', () => {
  it('says emailed of mails that have left, and of nothing else', () => {
    for (const state of ['sent', 'uncertain'] as const) {
      expect(mailProgress(receipt('emailed', state))).toBe('left');
    }
    for (const state of ['held', 'ready', 'leased', 'dot_sent', 'retry_wait'] as const) {
      expect(mailProgress(receipt('emailed', state))).toBe('on_its_way');
    }
    for (const state of ['failed', 'bounced', 'cancelled', 'suppressed'] as const) {
      expect(mailProgress(receipt('emailed', state))).toBe('not_delivered');
    }
  });

  it('says nothing of whoever got no mail', () => {
    for (const state of ['delivered', 'seen', 'withheld'] as const) {
      expect(mailProgress(receipt(state, 'sent'))).toBeNull();
    }
  });
});
