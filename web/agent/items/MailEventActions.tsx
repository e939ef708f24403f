// Beside what an item's history says of a mail: open it, retry it, cancel it; as on the Outbox page.
// Invariant: only the newest word about a mail can be acted upon, and the server decides whether it still may.
// Source: F147; issue 5 ("retry and cancel ... from the timeline").
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TimelineEvent } from '@shared/api/types';
import { useMailActions } from '@agent/outbox/use_mail_actions';
import { stateIn } from './timeline_words';

const retryable = ['failed', 'retry_wait', 'uncertain'];
const cancellable = ['held', 'ready', 'retry_wait', 'failed'];

interface MailEventActionsProps {
  event: TimelineEvent;
  onOpen: (mailId: number) => void;
}

/** The newest event of each mail; newest first, as the history comes. */
export function newestMailEvents(events: TimelineEvent[]): ReadonlySet<number> {
  const known = new Set<number>();
  const newest = new Set<number>();
  for (const { mail_id: mail, seq } of [...events].sort((a, b) => b.seq - a.seq)) {
    if (mail === null || known.has(mail)) continue;
    known.add(mail);
    newest.add(seq);
  }
  return newest;
}

export function MailEventActions({ event, onOpen }: MailEventActionsProps) {
  const { t } = useTranslation();
  const actions = useMailActions();
  const state = stateIn(event.text) ?? '';
  const mail = event.mail_id;
  if (mail === null) return null;
  const button = { size: 'compact-xs', variant: 'default', ml: 6 } as const;
  return (
    <>
      <Button {...button} onClick={() => onOpen(mail)}>
        {t('outbox.open')}
      </Button>
      {retryable.includes(state) && (
        <Button
          {...button}
          loading={actions.isPending}
          onClick={() => actions.mutate({ action: 'retry', ids: [mail] })}
        >
          {t('outbox.retry')}
        </Button>
      )}
      {cancellable.includes(state) && (
        <Button
          {...button}
          loading={actions.isPending}
          onClick={() => actions.mutate({ action: 'cancel', ids: [mail] })}
        >
          {t('outbox.cancel')}
        </Button>
      )}
    </>
  );
}
