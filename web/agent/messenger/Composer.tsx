// Where an answer or a note is written: the whole box is amber for a note, so that nobody mistakes one for the other.
// Invariant: a draft is kept, here and at the server, until it is sent; who will be told stands above Send; who answers
// at the same time is named before anything leaves.
// Source: F002, F003; ui.md, "A toggle makes internal vs customer unmistakable"; product.md, "Foresee"; issue 4 point 4.
import { Button, Tooltip } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
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
import { addTexts, sendingTexts } from '@shared/i18n';
import { mentionableQuery } from '@agent/app/queries';
import { useLive } from '@agent/live/LiveProvider';
import { AudienceLine } from './AudienceLine';
import { CollisionLine } from './CollisionLine';
import { loadDraft, saveDraft } from './drafts';
import { mentionedIn } from './mentions';
import { newClientId, type PendingMessage, plainSend } from './pending';
import type { EditorHandle } from './RichEditor';
import { UploadList } from '@shared/ui/UploadList';
import { useSend } from './use_send';
import { useUploads } from '@shared/ui/use_uploads';
import { useCollision } from './use_collision';
import { useDraft } from './use_draft';
import { useFileDrag } from './use_file_drag';
import classes from './Composer.module.css';

const RichEditor = lazy(() => import('./RichEditor'));
const SendOptions = lazy(async () => {
  await addTexts(sendingTexts);
  return import('./SendOptions');
});

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
  const {
    editor,
    wantsFocus,
    ready,
    empty,
    uploads,
    change,
    submit,
    switchTo,
    collision,
    mentions,
    choice,
    setChoice,
  } = useComposer(props);
  const drag = useFileDrag(uploads.add);
  const sendLabel = internal ? t('composer.add_note') : t('composer.send');
  return (
    <div
      className={classes.composer}
      data-mode={visibility}
      role="group"
      aria-label={t('composer.group_label')}
      data-dragging={drag.over}
      {...drag.handlers}
    >
      <ModeTabs mode={visibility} streams={streams} onSwitch={switchTo} />
      <Suspense fallback={<div className={classes.loading} />}>
        <RichEditor
          ref={editor}
          conversationId={id}
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
      {drag.over && <p className={classes.drop}>{t('composer.drop')}</p>}
      <CollisionLine collision={collision.found} />
      <div className={classes.foot}>
        <AudienceLine conversationId={id} writing={!empty} mentions={mentions} />
        <Tooltip label={t('composer.send_hint')}>
          <Button
            size="sm"
            className={classes.send}
            leftSection={internal ? <IconLock size={16} /> : <IconSend size={16} />}
            disabled={!ready}
            onClick={submit}
          >
            {collision.asked ? t('collision.send_anyway') : sendLabel}
          </Button>
        </Tooltip>
        {!internal && (
          <Suspense fallback={<span className={classes.options} />}>
            <SendOptions choice={choice} onChange={setChoice} />
          </Suspense>
        )}
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
  const [mentions, setMentions] = useState<number[]>([]);
  const [choice, setChoice] = useState(plainSend);
  const { data: mentionable } = useQuery(mentionableQuery(id));
  const send = useSend(conversation.item?.id ?? null);
  const typing = useTypingSignal(id);
  const collision = useCollision(id, visibility, !empty);
  const draft = useDraft(id, ({ html, attachments }) => {
    editor.current?.show(html);
    setEmpty(html === '');
    uploads.restore(attachments);
  });
  useTakenBackDraft(id, editor);
  const fileIds = uploads.done.map((file) => file.id).join();
  useSavedFiles(id, fileIds, draft.change);

  useImperativeHandle(ref, () => ({
    focus: () => {
      wantsFocus.current = true;
      // The other stream's composer takes this one's place first, when the key also changed the mode.
      window.setTimeout(() => editor.current?.focus(), 30);
    },
  }));

  const change = useCallback(
    (html: string, isEmpty: boolean) => {
      draft.change(isEmpty ? '' : html, idsOf(fileIds));
      setEmpty(isEmpty);
      setMentions((known) => sameOr(known, mentionedIn(textOf(html), mentionable?.items ?? [])));
      typing(!isEmpty);
    },
    [draft, fileIds, mentionable, typing],
  );

  const ready = (!empty || uploads.done.length > 0) && !uploads.busy;
  const submit = () => {
    const content = editor.current?.read();
    if (!content || !ready || !collision.mayGo()) return;
    const message: PendingMessage = {
      clientId: newClientId(),
      conversationId: id,
      visibility,
      html: content.text ? content.html : '',
      text: content.text,
      attachments: uploads.done,
      mentions: mentionedIn(content.text, mentionable?.items ?? []),
      unlessAnsweredAfter: collision.guard,
      choice: visibility === 'internal' ? undefined : choice,
      createdAt: new Date().toISOString(),
      state: 'sending',
    };
    // The empty box says "nothing is written" to the draft; only after that the draft ends with the message.
    editor.current?.clear();
    uploads.clear();
    setChoice(plainSend);
    typing(false);
    void send(message, { draft: draft.discard() });
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

  return {
    editor,
    wantsFocus,
    ready,
    empty,
    uploads,
    change,
    submit,
    switchTo,
    collision,
    mentions,
    choice,
    setChoice,
  };
}

const idsOf = (joined: string) => (joined === '' ? [] : joined.split(',').map(Number));
const textOf = (html: string) =>
  new DOMParser().parseFromString(html, 'text/html').body.textContent;
const sameOr = (known: number[], next: number[]) => (known.join() === next.join() ? known : next);

/** A file that has arrived, or was taken away, belongs to the draft as the words do. */
function useSavedFiles(
  id: number,
  fileIds: string,
  save: (html: string, attachmentIds: number[]) => void,
): void {
  const saved = useRef(fileIds);
  useEffect(() => {
    if (saved.current === fileIds) return;
    saved.current = fileIds;
    save(loadDraft(id), idsOf(fileIds));
  }, [id, fileIds, save]);
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
