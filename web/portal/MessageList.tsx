// What was said, oldest first, and what is on its way.
// Invariant: HTML comes from colleagues only and passes the strict list of tags; what came by mail is shown as text.
// Source: SEC-1; F020; ui.md, "Accessible" (a log region, dates as headings).
import { Button, Center, Loader } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconAlertTriangle, IconCheck, IconChecks, IconPaperclip } from '@tabler/icons-react';
import { Fragment, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment, OwnMessage } from '@shared/api/types';
import { dayHeading, fileSize } from '@shared/time';
import { Failure } from '@shared/ui/errors';
import { linkify } from '@shared/ui/linkify';
import { simpleHtml } from '@shared/ui/mail_html';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { useNow, When } from '@shared/ui/When';
import { useLive } from './live';
import { allMessages } from './message_cache';
import classes from './portal.module.css';
import { messagesQuery } from './queries';
import type { Outgoing, OutgoingMessage } from './use_outgoing';
import { useOwnSeen } from './use_own_seen';

interface MessageListProps {
  conversationId: number;
  outgoing: Outgoing;
}

export function MessageList({ conversationId, outgoing }: MessageListProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const query = useInfiniteQuery(messagesQuery(conversationId));
  const messages = useMemo(() => allMessages(query.data), [query.data]);
  const arrived = new Set(messages.map((message) => message.client_id));
  const pending = outgoing.list.filter((message) => !arrived.has(message.clientId));
  useScrollToNew(messages.length + pending.length);
  const log = useOwnSeen(conversationId, messages.length);
  if (query.error && !query.data)
    return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending)
    return (
      <Center mih={160}>
        <Loader size="sm" type="dots" />
      </Center>
    );
  let day = '';
  return (
    <div className={classes.log} ref={log} role="log" aria-label={t('thread.log')}>
      {query.hasNextPage && (
        <Center>
          <Button
            size="xs"
            variant="default"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('thread.older')}
          </Button>
        </Center>
      )}
      {messages.map((message) => {
        const heading = dayHeading(message.created_at, i18n.language, now);
        const newDay = heading !== day;
        day = heading;
        return (
          <Fragment key={message.id}>
            {newDay && <div className={classes.day}>{heading}</div>}
            <MessageView message={message} />
          </Fragment>
        );
      })}
      {pending.map((message) => (
        <PendingView key={message.clientId} message={message} outgoing={outgoing} />
      ))}
      <Typing conversationId={conversationId} />
    </div>
  );
}

/** A new message, and the box below it, are brought into view for a reader who is at the end already. */
function useScrollToNew(count: number) {
  const before = useRef(0);
  useEffect(() => {
    const first = before.current === 0;
    const grew = count > before.current;
    before.current = count;
    const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
    const isNear = scrollHeight - scrollTop - clientHeight < 400;
    if (grew && (first || isNear)) window.scrollTo({ top: scrollHeight });
  }, [count]);
}

function MessageView({ message }: { message: OwnMessage }) {
  const { t } = useTranslation();
  const { author } = message;
  const mine = author.kind === 'customer';
  return (
    <article className={classes.message} data-mine={mine} data-seq={message.seq}>
      {!mine && <PersonAvatar person={author} size={32} />}
      <div className={classes.bubble}>
        <div className={classes.author}>
          <strong>{author.name}</strong> <When at={message.created_at} form="clock" />
        </div>
        {message.deleted ? (
          <em className={classes.soft}>{t('portal.deleted')}</em>
        ) : (
          <Body message={message} />
        )}
        <Files files={message.attachments} />
      </div>
      {mine && (
        <span className={classes.status}>
          {message.seen ? (
            <IconChecks size={14} aria-hidden />
          ) : (
            <IconCheck size={14} aria-hidden />
          )}{' '}
          {message.seen ? t('portal.seen') : t('portal.delivered')}
        </span>
      )}
    </article>
  );
}

function Body({ message }: { message: OwnMessage }) {
  const html = useMemo(() => (message.html ? simpleHtml(message.html) : null), [message.html]);
  if (html !== null)
    return <div className={classes.text} dangerouslySetInnerHTML={{ __html: html }} />;
  return message.text ? <div className={classes.plain}>{linkify(message.text.trim())}</div> : null;
}

function Files({ files }: { files: Attachment[] }) {
  const { t, i18n } = useTranslation();
  if (files.length === 0) return null;
  return (
    <ul className={classes.files} aria-label={t('thread.attachments')}>
      {files.map((file) => (
        <li key={file.id}>
          <a href={`/api/v1/my/attachments/${file.id}`} download={file.filename}>
            <IconPaperclip size={15} aria-hidden /> {file.filename}{' '}
            <span className={classes.soft}>{fileSize(file.size, i18n.language)}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function PendingView({ message, outgoing }: { message: OutgoingMessage; outgoing: Outgoing }) {
  const { t } = useTranslation();
  return (
    <article className={classes.message} data-mine data-pending>
      <div className={classes.bubble}>
        <div className={classes.plain}>{message.text}</div>
        <Files files={message.attachments} />
      </div>
      <span className={classes.status} data-failed={message.failed}>
        {message.failed ? (
          <>
            <IconAlertTriangle size={14} aria-hidden /> {message.error ?? t('portal.unsent')}{' '}
            <button type="button" onClick={() => outgoing.again(message)}>
              {t('actions.try_again')}
            </button>{' '}
            <button type="button" onClick={() => outgoing.drop(message.clientId)}>
              {t('portal.discard')}
            </button>
          </>
        ) : (
          t('portal.sending')
        )}
      </span>
    </article>
  );
}

function Typing({ conversationId }: { conversationId: number }) {
  const { t } = useTranslation();
  const { typing } = useLive();
  return (
    <div className={classes.typing} aria-live="polite">
      {typing?.conversationId === conversationId &&
        t('presence.typing', { count: 1, names: typing.name })}
    </div>
  );
}
