// The columns of the Outbox: what each shows, and the status in words with what happens next and when.
// Invariant: To and Subject are always shown (F160); the next attempt is the single truth for "when".
// Source: F158-F172, F173-F179.
import { Badge, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxColumn, OutboxMail, SendStatus } from '@shared/api/types';
import { When } from '@shared/ui/When';
import page from '@shared/ui/Page.module.css';
import { codeInWords, useInWords } from '@shared/wording';

export const allColumns: OutboxColumn[] = [
  'to',
  'subject',
  'send_status',
  'next_attempt_at',
  'connector',
  'importance',
  'system_generated',
  'last_attempt_at',
  'last_failure',
  'logged_at',
  'item',
  'item_type',
  'attempts',
  'attachment_count',
];

export const mandatoryColumns: OutboxColumn[] = ['to', 'subject'];

const tones: Record<SendStatus, string> = {
  failed: 'red',
  connector_disabled: 'orange',
  pending_retry: 'yellow',
  queued: 'brand',
};

export function SendStatusBadge({ mail }: { mail: OutboxMail }) {
  const { t } = useTranslation();
  if (!mail.send_status) {
    const color = mail.state === 'uncertain' ? 'yellow' : 'gray';
    return (
      <Badge color={color} miw="max-content">
        {t(`mail_state.${mail.state}`)}
      </Badge>
    );
  }
  return (
    <Badge color={tones[mail.send_status]} miw="max-content">
      {t(`send_status.${mail.send_status}`)}
    </Badge>
  );
}

/** "Next try in 4 min", "Not tried again by itself; retry by hand", ... */
export function NextStep({ mail }: { mail: OutboxMail }) {
  const { i18n } = useTranslation();
  const at = mail.next_attempt_at;
  if (mail.next_step === 'nothing') return null;
  const words = codeInWords(i18n, 'next', mail.next_step) ?? mail.next_step_text;
  return (
    <>
      {words} {at && <When at={at} />}
    </>
  );
}

const time = (at: string | null): ReactNode => at && <When at={at} />;

/** Why the last try failed: in the reader's language, unless it is what the other server said. */
export function useFailureWords(mail: OutboxMail): string {
  const inWords = useInWords();
  return inWords(mail.last_failure_wording, mail.last_failure ?? '');
}

function FailureCell({ mail }: { mail: OutboxMail }) {
  const failure = useFailureWords(mail);
  return (
    <div className={page.ellipsis} style={{ maxWidth: 230 }} title={failure}>
      {failure}
    </div>
  );
}

export function OutboxCell({
  mail,
  column,
}: {
  mail: OutboxMail;
  column: OutboxColumn;
}): ReactNode {
  const { t } = useTranslation();
  switch (column) {
    case 'to':
      return (
        <div className={page.ellipsis} style={{ maxWidth: 210, fontWeight: 600 }} title={mail.to}>
          {mail.to}
        </div>
      );
    case 'subject':
      return (
        <div className={page.ellipsis} style={{ maxWidth: 250 }} title={mail.subject}>
          {mail.subject}
        </div>
      );
    case 'send_status':
      return <SendStatusBadge mail={mail} />;
    case 'next_attempt_at':
      return (
        <Text size="xs" c="dimmed" miw={150} maw={220}>
          <NextStep mail={mail} />
        </Text>
      );
    case 'connector':
      return mail.connector?.name;
    case 'importance':
      return t(`importance.${mail.importance}`);
    case 'system_generated':
      return mail.system_generated ? t('outbox.yes') : t('outbox.no');
    case 'last_attempt_at':
      return time(mail.last_attempt_at);
    case 'logged_at':
      return time(mail.logged_at);
    case 'last_failure':
      return <FailureCell mail={mail} />;
    case 'item':
      return (
        mail.item && (
          <Link
            to="/items/$itemId"
            params={{ itemId: mail.item.id }}
            onClick={(event) => event.stopPropagation()}
          >
            {mail.item.reference}
          </Link>
        )
      );
    case 'item_type':
      return <ItemTypeName type={mail.item?.type} />;
    case 'attempts':
      return t('outbox.attempts', { done: mail.attempts, max: mail.attempts_max });
    case 'attachment_count':
      return mail.attachment_count;
  }
}

const knownTypes = ['ticket', 'task', 'case', 'action'] as const;

function ItemTypeName({ type }: { type: string | undefined }): ReactNode {
  const { t } = useTranslation();
  const known = knownTypes.find((name) => name === type);
  return known ? t(`item_type.${known}`) : type;
}
