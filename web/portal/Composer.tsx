// The box to answer in: Enter makes a line, Ctrl Enter sends; files by button, drag or paste.
// Invariant: what is typed is kept until it is sent, over a reload too.
// Source: ui.md, "Portal: reply; attachments", "Keyboard".
import { Button, FileButton, Textarea } from '@mantine/core';
import { IconPaperclip, IconSend2 } from '@tabler/icons-react';
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '@shared/api/types';
import { UploadList } from '@shared/ui/UploadList';
import { type Uploads, useUploads } from '@shared/ui/use_uploads';
import { useLive } from './live';
import classes from './portal.module.css';

const uploadAddress = '/api/v1/my/attachments';

interface ComposerProps {
  conversationId: number;
  send: (text: string, attachments: Attachment[]) => void;
}

export function Composer({ conversationId, send }: ComposerProps) {
  const { t } = useTranslation();
  const [text, setText] = useDraft(conversationId);
  const uploads = useUploads(uploadAddress);
  const typing = useTypingSignal(conversationId);
  const ready = (text.trim() !== '' || uploads.done.length > 0) && !uploads.busy;
  const submit = () => {
    if (!ready) return;
    send(text.trim(), uploads.done);
    setText('');
    uploads.clear();
    typing(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
  };
  return (
    <section className={classes.composer} aria-label={t('portal.answer')} {...fileDoors(uploads)}>
      <Textarea
        autosize
        minRows={3}
        maxRows={14}
        variant="unstyled"
        aria-label={t('portal.answer')}
        placeholder={t('portal.answer_here')}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          typing(event.currentTarget.value !== '');
        }}
        onKeyDown={onKeyDown}
      />
      <UploadList uploads={uploads} />
      <div className={classes.composerTools}>
        <AttachButton uploads={uploads} />
        <Button
          leftSection={<IconSend2 size={16} />}
          disabled={!ready}
          onClick={submit}
          title="Ctrl Enter"
        >
          {t('portal.send')}
        </Button>
      </div>
    </section>
  );
}

/** Files that are dropped or pasted anywhere on the element. */
export function fileDoors(uploads: Uploads) {
  return {
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      uploads.add([...event.dataTransfer.files]);
    },
    onPaste: (event: ClipboardEvent) => {
      const files = [...event.clipboardData.files];
      if (files.length === 0) return;
      event.preventDefault();
      uploads.add(files);
    },
  };
}

export function AttachButton({ uploads }: { uploads: Uploads }) {
  const { t } = useTranslation();
  return (
    <FileButton multiple onChange={(files) => uploads.add(files)}>
      {(props) => (
        <Button {...props} variant="default" leftSection={<IconPaperclip size={16} />}>
          {t('portal.attach')}
        </Button>
      )}
    </FileButton>
  );
}

export function useOwnUploads(): Uploads {
  return useUploads(uploadAddress);
}

function useDraft(conversationId: number): [string, (text: string) => void] {
  const key = `postroom.portal.draft.${conversationId}`;
  const [text, setText] = useState(() => localStorage.getItem(key) ?? '');
  return [
    text,
    (next) => {
      setText(next);
      if (next) localStorage.setItem(key, next);
      else localStorage.removeItem(key);
    },
  ];
}

/** Says "typing" at most every three seconds, and says when it stopped. */
function useTypingSignal(conversationId: number): (on: boolean) => void {
  const { send } = useLive();
  const last = useRef({ on: false, at: 0 });
  return (on) => {
    const now = Date.now();
    if (on === last.current.on && (!on || now - last.current.at < 3_000)) return;
    last.current = { on, at: now };
    send({ kind: 'typing', conversation_id: conversationId, on });
  };
}
