// One conversation in the list: who, about what, the last words, when, how many unread.
// Invariant: the number is blue while something is unread, and gone after reading; internal looks different at once.
// Source: F016, F017, F126, F127.
import { Link } from '@tanstack/react-router';
import { IconBellOff, IconLock, IconMailX } from '@tabler/icons-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '@shared/api/types';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { useNow, When } from '@shared/ui/When';
import classes from './ConversationRow.module.css';

export const conversationRowHeight = 92;

interface ConversationRowProps {
  conversation: Conversation;
  selected: boolean;
}

export const ConversationRow = memo(function ConversationRow({
  conversation,
  selected,
}: ConversationRowProps) {
  const { t } = useTranslation();
  const { item, last_message: last, customer, queue, draft, unread_count: unread } = conversation;
  const muted = Date.parse(conversation.muted_until ?? '') > useNow();
  const person = customer ??
    last?.author ?? { kind: 'bot' as const, id: 0, name: conversation.title };
  const internal = conversation.visibility === 'internal';
  return (
    <Link
      to="/messenger/$conversationId"
      params={{ conversationId: conversation.id }}
      search={(before) => before}
      className={classes.row}
      data-unread={unread > 0}
      data-internal={internal}
      aria-current={selected ? 'true' : undefined}
      style={{
        height: conversationRowHeight,
        ['--queue' as string]: queue?.color ?? 'transparent',
      }}
    >
      <PersonAvatar person={person} size={36} />
      <span className={classes.body}>
        <span className={classes.line}>
          <span className={classes.name}>{person.name}</span>
          <span className={classes.when}>
            <When at={last?.at ?? conversation.updated_at} form="list" />
          </span>
        </span>
        <span className={classes.line}>
          <span className={classes.title}>
            {internal && <IconLock size={13} aria-label={t('visibility.internal')} />}
            {conversation.undelivered_at && (
              <IconMailX
                size={14}
                className={classes.undelivered}
                role="img"
                aria-label={t('undelivered.mark')}
              />
            )}
            {muted && <IconBellOff size={13} aria-label={t('mute.muted')} />}
            {conversation.kind === 'chat' ? t('origin.chat') : conversation.title}
          </span>
          {unread > 0 && (
            <span className={classes.unread} aria-label={t('messenger.unread', { count: unread })}>
              {unread}
            </span>
          )}
        </span>
        <span className={classes.line}>
          <span className={classes.snippet}>
            {draft && <em className={classes.draft}>{t('messenger.draft')} </em>}
            {!draft && last && last.author.kind !== 'customer' && (
              <b>{last.author.name.split(' ')[0]}: </b>
            )}
            {draft
              ? draft.snippet
              : last?.deleted
                ? t('change.deleted')
                : (last?.snippet ?? t('messenger.no_message'))}
          </span>
          {item && <span className={classes.reference}>{item.reference}</span>}
        </span>
      </span>
    </Link>
  );
});
