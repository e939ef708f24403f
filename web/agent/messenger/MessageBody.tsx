// The words of a message: simple HTML in place, anything richer in a frame that can run nothing.
// Invariant: no HTML of a mail touches this document before the strict list of tags has let it through.
// The frame has allow-same-origin but never allow-scripts: without it the frame's height cannot be known, and with its
// own policy "default-src 'none'" and no scripts the shared origin gives the mail nothing to act with.
// Source: SEC-1, SEC-2, SEC-3, IN-15 (quotes are folded, never lost).
import { Button } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { Fragment, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '@shared/api/types';
import { linkify } from '@shared/ui/linkify';
import { frameDocument, sanitiseMailHtml, simpleHtml } from '@shared/ui/mail_html';
import { markMentions, mentionPattern } from './mentions';
import classes from './MessageView.module.css';

export function MessageBody({ message }: { message: Message }) {
  const { t } = useTranslation();
  const [unfolded, setUnfolded] = useState(false);
  const folded = isFolded(message);
  return (
    <>
      {folded && !unfolded ? (
        <PlainText text={message.visible_text} mentions={message.mentions} />
      ) : (
        <WholeBody message={message} />
      )}
      {folded && (
        <button
          type="button"
          className={classes.fold}
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          {unfolded ? t('thread.hide_quote') : t('thread.show_quote')}
        </button>
      )}
    </>
  );
}

const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim();

function isFolded(message: Message): boolean {
  const visible = squeeze(message.visible_text);
  return visible !== '' && visible !== squeeze(message.text);
}

function WholeBody({ message }: { message: Message }) {
  const { html, mentions } = message;
  const simple = useMemo(() => {
    const plain = simpleHtml(html ?? '');
    return plain && markMentions(plain, mentions);
  }, [html, mentions]);
  if (!html) return <PlainText text={message.text} mentions={mentions} />;
  if (simple === null) return <FramedHtml html={html} message={message} messageId={message.id} />;
  return <div className={classes.text} dangerouslySetInnerHTML={{ __html: simple }} />;
}

function PlainText({ text, mentions }: Pick<Message, 'text' | 'mentions'>) {
  const pattern = mentionPattern(mentions);
  const pieces = pattern ? text.split(new RegExp(`(${pattern.source})`, 'gu')) : [text];
  return (
    <div className={`${classes.text} ${classes.plain}`}>
      {pieces.map((piece, index) => (
        // Pieces have no identity of their own; their place is.
        <Fragment key={index}>{index % 2 === 1 ? <mark>{piece}</mark> : linkify(piece)}</Fragment>
      ))}
    </div>
  );
}

interface FramedHtmlProps {
  html: string;
  message: Pick<Message, 'attachments'>;
  /** Of a message whose remote images our server may fetch; without it they stay held back. */
  messageId?: number;
}

export function FramedHtml({ html, message, messageId }: FramedHtmlProps) {
  const { t } = useTranslation();
  const [remote, setRemote] = useState(false);
  const [height, setHeight] = useState(80);
  const frame = useRef<HTMLIFrameElement>(null);
  const safe = useMemo(
    () =>
      sanitiseMailHtml(html, {
        ...(remote &&
          messageId !== undefined && {
            remoteImageUrl: (source: string) =>
              `/api/v1/messages/${messageId}/picture?url=${encodeURIComponent(source)}`,
          }),
        inlineImageUrl: (contentId) => {
          const found = message.attachments.find(
            (one) => one.content_id === contentId || one.filename === contentId,
          );
          return found && `/api/v1/attachments/${found.id}`;
        },
      }),
    [html, remote, message.attachments, messageId],
  );
  const page = useMemo(() => frameDocument(safe, window.location.origin), [safe]);
  const measure = useCallback(() => {
    const body = frame.current?.contentDocument?.documentElement;
    if (body) setHeight(Math.min(Math.max(body.scrollHeight, 24), 6000));
  }, []);
  const onLoad = () => {
    const inner = frame.current?.contentDocument?.body;
    if (!inner) return;
    measure();
    new ResizeObserver(measure).observe(inner);
  };
  return (
    <>
      {safe.remoteImages > 0 && messageId !== undefined && (
        <div className={classes.images}>
          <IconPhotoOff size={16} aria-hidden />
          <span>{t('thread.images_held', { count: safe.remoteImages })}</span>
          <Button size="compact-xs" variant="default" onClick={() => setRemote(true)}>
            {t('thread.images_show')}
          </Button>
        </div>
      )}
      <iframe
        ref={frame}
        title={t('thread.mail_frame')}
        className={classes.frame}
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={page}
        style={{ height }}
        onLoad={onLoad}
      />
    </>
  );
}
