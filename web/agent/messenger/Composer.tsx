// Where an answer or a note is written: the whole box is amber for a note, so that nobody mistakes one for the other.
// Invariant: a draft is kept on this device until it is sent; who will be told stands above Send.
// Source: F002, F003; ui.md, "A toggle makes internal vs customer unmistakable"; product.md, "Foresee".
import { Button, Tooltip } from '@mantine/core';
import { IconLock, IconSend, IconWorld } from '@tabler/icons-react';
import {
  lazy,
  type Ref,
  Suspense,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Visibility } from '@shared/api/types';
import { useLive } from '@agent/live/LiveProvider';
import { AudienceLine } from './AudienceLine';
import { loadDraft, saveDraft } from './drafts';
import { newClientId } from './pending';
import type { EditorHandle } from './RichEditor';
import { UploadList } from '@shared/ui/UploadList';
import { useSend } from './use_send';
import { useUploads } from '@shared/ui/use_uploads';
import classes from './Composer.module.css';

const RichEditor = lazy(() => import('./RichEditor'));

export interface ComposerHandle {
  focus: () => void;
}

interface ComposerProps {
  conversation: Conversation;
  streams: Conversation[];
  onMode: (mode: Visibility) => void;
  ref: Ref<ComposerHandle>;
}

export function Composer(props: ComposerProps) {
  const { conversation, streams } = props;
  const { t } = useTranslation();
  const { id, visibility } = conversation;
  const internal = visibility === 'internal';
  const { editor, wantsFocus, ready, empty, uploads, change, submit, switchTo } =
    useComposer(props);
  return (
    <div
      className={classes.composer}
      data-mode={visibility}
      role="group"
      aria-label={t('composer.group_label')}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        uploads.add([...event.dataTransfer.files]);
      }}
    >
      <ModeTabs mode={visibility} streams={streams} onSwitch={switchTo} />
      <Suspense fallback={<div className={classes.loading} />}>
        <RichEditor
          ref={editor}
          initialHtml={loadDraft(id)}
          autoFocus={wantsFocus.current}
          label={internal ? t('composer.internal_label') : t('composer.public_label')}
          placeholder={internal ? t('composer.internal_hint') : t('composer.public_hint')}
          onChange={change}
          onSubmit={submit}
          onFiles={uploads.add}
        />
      </Suspense>
      <UploadList uploads={uploads} />
      <div className={classes.foot}>
        <AudienceLine conversationId={id} writing={!empty} />
        <Tooltip label={t('composer.send_hint')}>
          <Button
            size="sm"
            className={classes.send}
            leftSection={internal ? <IconLock size={16} /> : <IconSend size={16} />}
            disabled={!ready}
            onClick={submit}
          >
            {internal ? t('composer.add_note') : t('composer.send')}
          </Button>
        </Tooltip>
      </div>
    </div>
  );
}

/** What the box does: keeps the draft, says that somebody types, sends, carries the text to the other stream. */
function useComposer({ conversation, streams, onMode, ref }: ComposerProps) {
  const { id, visibility } = conversation;
  const editor = useRef<EditorHandle>(null);
  const wantsFocus = useRef(false);
  const [empty, setEmpty] = useState(() => loadDraft(id) === '');
  const uploads = useUploads();
  const send = useSend(conversation.item?.id ?? null);
  const typing = useTypingSignal(id);
  useTakenBackDraft(id, editor);

  useImperativeHandle(ref, () => ({
    focus: () => {
      wantsFocus.current = true;
      // The other stream's composer takes this one's place first, when the key also changed the mode.
      window.setTimeout(() => editor.current?.focus(), 30);
    },
  }));

  const change = useCallback(
    (html: string, isEmpty: boolean) => {
      saveDraft(id, isEmpty ? '' : html);
      setEmpty(isEmpty);
      typing(!isEmpty);
    },
    [id, typing],
  );

  const ready = (!empty || uploads.done.length > 0) && !uploads.busy;
  const submit = () => {
    const content = editor.current?.read();
    if (!content || !ready) return;
    void send({
      clientId: newClientId(),
      conversationId: id,
      visibility,
      html: content.text ? content.html : '',
      text: content.text,
      attachments: uploads.done,
      createdAt: new Date().toISOString(),
      state: 'sending',
    });
    editor.current?.clear();
    uploads.clear();
    typing(false);
  };

  const switchTo = (mode: Visibility) => {
    const other = streams.find((stream) => stream.visibility === mode);
    const content = editor.current?.read();
    if (other && content?.text && !loadDraft(other.id)) {
      saveDraft(other.id, content.html);
      saveDraft(id, '');
    }
    onMode(mode);
  };

  return { editor, wantsFocus, ready, empty, uploads, change, submit, switchTo };
}

interface ModeTabsProps {
  mode: Visibility;
  streams: Conversation[];
  onSwitch: (mode: Visibility) => void;
}

function ModeTabs({ mode, streams, onSwitch }: ModeTabsProps) {
  const { t } = useTranslation();
  return (
    <div className={classes.modes} role="radiogroup" aria-label={t('composer.mode_label')}>
      {streams.map(({ visibility }) => (
        <button
          key={visibility}
          type="button"
          role="radio"
          aria-checked={visibility === mode}
          className={classes.mode}
          onClick={() => onSwitch(visibility)}
        >
          {visibility === 'internal' ? (
            <IconLock size={14} aria-hidden />
          ) : (
            <IconWorld size={14} aria-hidden />
          )}
          {t(`composer.mode.${visibility}`)}
          <kbd aria-hidden>{visibility === 'internal' ? 'N' : 'R'}</kbd>
        </button>
      ))}
      {mode === 'internal' && (
        <span className={classes.never}>{t('composer.never_customers')}</span>
      )}
    </div>
  );
}

/** Says "typing" at most every three seconds, and says when it stopped. */
function useTypingSignal(conversationId: number): (on: boolean) => void {
  const { send } = useLive();
  const last = useRef({ on: false, at: 0 });
  return useCallback(
    (on: boolean) => {
      const now = Date.now();
      if (on === last.current.on && (!on || now - last.current.at < 3_000)) return;
      last.current = { on, at: now };
      send({ kind: 'typing', conversation_id: conversationId, on });
    },
    [conversationId, send],
  );
}

/** A failed message that its author wants to edit comes back into the box. */
function useTakenBackDraft(
  conversationId: number,
  editor: React.RefObject<EditorHandle | null>,
): void {
  useEffect(() => {
    const restore = (event: Event) => {
      if ((event as CustomEvent<number>).detail !== conversationId) return;
      editor.current?.write(loadDraft(conversationId));
    };
    window.addEventListener('postroom:draft', restore);
    return () => window.removeEventListener('postroom:draft', restore);
  }, [conversationId, editor]);
}
