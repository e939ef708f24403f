// The icons under a message: delivered, seen (by whom), emailed (to whom), withheld.
// Invariant: it says no more than the receipts say; a click opens the explanation of every one of them.
// Source: F019, F020, F021; product.md, "Explain".
import { Avatar, VisuallyHidden } from '@mantine/core';
import {
  IconCheck,
  IconChecks,
  IconClock,
  IconClockPause,
  IconEye,
  IconMail,
  IconMailForward,
  IconMailOff,
  IconMailX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Message, Receipt } from '@shared/api/types';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { type MailProgress, mailProgress } from './mail_progress';
import { personKey } from './message_cache';
import classes from './MessageView.module.css';

interface StatusLineProps {
  message: Message;
  onExplain: () => void;
}

/** Whom it did not reach, and what their server said. */
const whyOf = (receipts: Receipt[]) =>
  receipts
    .map(({ person, mail_report: report }) =>
      report?.words ? `${person.name}: ${report.words}` : person.name,
    )
    .join('\n');

const namesOf = (receipts: Receipt[]) => receipts.map(({ person }) => person.name).join(', ');

export function StatusLine({ message, onExplain }: StatusLineProps) {
  const { t } = useTranslation();
  const { receipts } = message;
  const seen = receipts.filter(({ state }) => state === 'seen');
  const mailed = (progress: MailProgress) =>
    receipts.filter((one) => mailProgress(one) === progress);
  const isDelayed = ({ mail_report: report }: Receipt) => report?.kind === 'delayed';
  const emailed = mailed('left').filter((one) => !isDelayed(one));
  const delayed = mailed('left').filter(isDelayed);
  const onTheirWay = mailed('on_its_way');
  const failed = mailed('not_delivered');
  const waiting = receipts.filter(({ state }) => state === 'delivered');
  const due = waiting.filter((receipt) => receipt.email_due_at);
  const told = seen.length + emailed.length + delayed.length + onTheirWay.length + waiting.length;
  return (
    <button type="button" className={classes.status} onClick={onExplain}>
      <VisuallyHidden>{t('status.explain', { name: message.author.name })}</VisuallyHidden>
      <span className={classes.part} data-status="delivered">
        {told > 0 ? <IconChecks size={15} aria-hidden /> : <IconCheck size={15} aria-hidden />}
        {told > 0 ? t('status.delivered', { count: told }) : t('status.stored')}
      </span>
      {seen.length > 0 && (
        <span
          className={classes.part}
          data-status="seen"
          title={t('status.seen_title', { names: namesOf(seen) })}
        >
          <IconEye size={15} aria-hidden />
          <Avatar.Group spacing={6}>
            {seen.slice(0, 4).map(({ person }) => (
              <PersonAvatar key={personKey(person)} person={person} size={18} />
            ))}
          </Avatar.Group>
          {t('status.seen_by', { names: shortNames(seen) })}
        </span>
      )}
      {emailed.length > 0 && (
        <span className={classes.part} data-status="emailed" title={namesOf(emailed)}>
          <IconMail size={15} aria-hidden />
          {t('status.emailed_to', { names: shortNames(emailed) })}
        </span>
      )}
      {onTheirWay.length > 0 && (
        <span className={classes.part} data-status="on_its_way" title={namesOf(onTheirWay)}>
          <IconMailForward size={15} aria-hidden />
          {t('status.on_its_way_to', { names: shortNames(onTheirWay) })}
        </span>
      )}
      {delayed.length > 0 && (
        <span className={classes.part} data-status="delayed" title={t('status.delayed_title')}>
          <IconClockPause size={15} aria-hidden />
          {t('status.delayed_to', { names: shortNames(delayed) })}
        </span>
      )}
      {failed.length > 0 && (
        <span className={classes.part} data-status="failed" data-tone="bad" title={whyOf(failed)}>
          <IconMailX size={15} aria-hidden />
          {t('status.not_delivered_to', { names: shortNames(failed) })}
        </span>
      )}
      {due.length > 0 && (
        <span className={classes.part} data-status="due" title={namesOf(due)}>
          <IconClock size={15} aria-hidden />
          {t('status.due', { count: due.length })}
        </span>
      )}
      {told === 0 && failed.length === 0 && receipts.length > 0 && (
        <span className={classes.part} data-status="withheld">
          <IconMailOff size={15} aria-hidden />
          {t('status.nobody')}
        </span>
      )}
    </button>
  );
}

function shortNames(receipts: Receipt[]): string {
  const names = receipts.map(({ person }) => person.name.split(' ')[0] ?? person.name);
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 2).join(', ')} +${names.length - 2}`;
}
