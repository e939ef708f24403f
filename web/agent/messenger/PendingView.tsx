// A message that the server does not have yet: being sent, or kept after a failure with the ways on.
// Source: CHAT-1; ui.md, "Honest".
import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { simpleHtml } from '@shared/ui/mail_html';
import { meQuery } from '@agent/app/queries';
import { Attachments } from './Attachments';
import { loadDraft, saveDraft } from './drafts';
import { pendingStore, type PendingMessage } from './pending';
import { useSend } from './use_send';
import classes from './MessageView.module.css';

interface PendingViewProps {
  message: PendingMessage;
  itemId: number | null;
}

export function PendingView({ message, itemId }: PendingViewProps) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const send = useSend(itemId);
  const failed = message.state === 'failed';
  const takeBack = () => {
    saveDraft(message.conversationId, message.html + loadDraft(message.conversationId));
    pendingStore.remove(message.clientId);
    window.dispatchEvent(new CustomEvent('postroom:draft', { detail: message.conversationId }));
  };
  return (
    <article
      className={classes.message}
      data-pending={!failed}
      data-kind={message.visibility === 'internal' ? 'internal' : 'staff'}
    >
      <div className={classes.face}>
        {me && <PersonAvatar person={{ kind: 'user', id: me.id, name: me.name }} size={36} />}
      </div>
      <div className={classes.content}>
        <div className={classes.bubble}>
          <div
            className={classes.text}
            dangerouslySetInnerHTML={{ __html: simpleHtml(message.html) ?? '' }}
          />
          <Attachments attachments={message.attachments} />
        </div>
        <div className={classes.pendingState} data-failed={failed} role="status">
          {failed ? (
            <>
              <span>
                {t('pending.failed')} {message.error}
              </span>
              <Button
                size="compact-xs"
                variant="light"
                onClick={() =>
                  void send(
                    message.collided ? { ...message, unlessAnsweredAfter: undefined } : message,
                  )
                }
              >
                {message.collided ? t('collision.send_anyway') : t('actions.try_again')}
              </Button>
              <Button size="compact-xs" variant="default" onClick={takeBack}>
                {t('pending.edit')}
              </Button>
            </>
          ) : (
            <>
              <Loader size={12} /> {t('pending.sending')}
            </>
          )}
        </div>
      </div>
    </article>
  );
}
