// One message: who, from where, when, what, and what became of it for every person.
// Invariant: an internal note is amber and says so in words; nobody needs the colour to tell.
// Source: F002, F003, F019-F021; IN-15.
import { Tooltip } from '@mantine/core';
import {
  type Icon,
  IconAlertTriangle,
  IconApi,
  IconDeviceLaptop,
  IconLock,
  IconMail,
  IconMessageCircle,
  IconRobot,
  IconTrash,
  IconWorld,
} from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, Origin } from '@shared/api/types';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { When } from '@shared/ui/When';
import { useInWords } from '@shared/wording';
import { MovedMark } from '@agent/talk/ItemLinks';
import { Attachments } from './Attachments';
import { MessageActions, MessageEdit } from './MessageActions';
import { MessageBody } from './MessageBody';
import { SenderMark } from './SenderMark';
import { StatusLine } from './StatusLine';
import classes from './MessageView.module.css';

const originIcons: Record<Origin, Icon> = {
  email: IconMail,
  chat: IconMessageCircle,
  portal: IconWorld,
  app: IconDeviceLaptop,
  automation: IconRobot,
  api: IconApi,
};

interface MessageViewProps {
  message: Message;
  continues: boolean;
  /** It was searched for: the eye should find it. */
  wanted?: boolean;
  onExplain: (message: Message) => void;
}

function Warnings({ warnings }: Pick<Message, 'warnings'>) {
  const inWords = useInWords();
  return (
    <p className={classes.warning}>
      <IconAlertTriangle size={15} aria-hidden />{' '}
      {warnings.map(({ text, wording }) => inWords(wording, text)).join(' ')}
    </p>
  );
}

export const MessageView = memo(function MessageView({
  message,
  continues,
  wanted,
  onExplain,
}: MessageViewProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const { author, visibility, attachments, deleted_at: deleted } = message;
  const internal = visibility === 'internal';
  return (
    <article
      className={classes.message}
      data-seq={message.seq}
      data-conversation={message.conversation_id}
      data-kind={internal ? 'internal' : author.kind === 'customer' ? 'customer' : 'staff'}
      data-continues={continues}
      data-begin={wanted || undefined}
      aria-label={t('thread.message_label', { name: author.name })}
    >
      <div className={classes.face}>{!continues && <PersonAvatar person={author} size={36} />}</div>
      <div className={classes.content}>
        {!continues && <MessageHead message={message} />}
        {deleted ? (
          <p className={classes.deleted}>
            <IconTrash size={14} aria-hidden /> {t('change.deleted_by', { name: author.name })}
          </p>
        ) : editing ? (
          <MessageEdit message={message} onDone={() => setEditing(false)} />
        ) : (
          <div className={classes.bubble}>
            {message.warnings.length > 0 && <Warnings warnings={message.warnings} />}
            <MessageBody message={message} />
            <Attachments attachments={attachments.filter(({ inline }) => !inline)} />
            <MovedMark item={message.moved_to} />
            {message.edited_at && <span className={classes.edited}>{t('change.edited')}</span>}
          </div>
        )}
        {!editing && (
          <div className={classes.below}>
            <StatusLine message={message} onExplain={() => onExplain(message)} />
            {!deleted && <MessageActions message={message} onEdit={() => setEditing(true)} />}
          </div>
        )}
      </div>
    </article>
  );
});

function MessageHead({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { author, origin, visibility } = message;
  const OriginIcon = originIcons[origin];
  return (
    <header className={classes.head}>
      <span className={classes.name}>{author.name}</span>
      {author.kind === 'customer' && <span className={classes.role}>{t('thread.customer')}</span>}
      {visibility === 'internal' && (
        <span className={classes.internal}>
          <IconLock size={12} aria-hidden /> {t('visibility.internal_note')}
        </span>
      )}
      <Tooltip label={t(`origin.${origin}`)}>
        <span className={classes.origin} role="img" aria-label={t(`origin.${origin}`)}>
          <OriginIcon size={14} stroke={1.7} />
        </span>
      </Tooltip>
      {message.sender_proof && <SenderMark proof={message.sender_proof} />}
      <span className={classes.when}>
        <When at={message.created_at} form="clock" />
      </span>
    </header>
  );
}
