// The writing surface: bold, italic, lists, links, quotes, code; files by button, paste or drop.
// Invariant: what is read out is HTML of the plainest kind, by the editor's own schema, whatever was pasted in.
// Source: ui.md, "Tiptap for the composer".
import { ActionIcon, Group, Popover, TextInput, Tooltip } from '@mantine/core';
import {
  IconBold,
  IconCode,
  IconItalic,
  IconLink,
  IconList,
  IconListNumbers,
  IconPaperclip,
  IconQuote,
} from '@tabler/icons-react';
import { Placeholder } from '@tiptap/extensions';
import { type Editor, EditorContent, useEditor, useEditorState } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { useQuery } from '@tanstack/react-query';
import {
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Person } from '@shared/api/types';
import { mentionableQuery } from '@agent/app/queries';
import { CannedReplies, useCannedReply } from './CannedReplies';
import { mentionMarks } from './mention_marks';
import { useSuggestions } from './use_suggestions';
import classes from './RichEditor.module.css';

export interface EditorHandle {
  focus: () => void;
  read: () => { html: string; text: string };
  write: (html: string) => void;
  clear: () => void;
  /** Puts a text there that is known already: nothing was typed. */
  show: (html: string) => void;
  insert: (html: string) => void;
}

interface RichEditorProps {
  ref: Ref<EditorHandle>;
  /** Whose people and fields are offered. */
  conversationId: number;
  initialHtml: string;
  autoFocus: boolean;
  label: string;
  placeholder: string;
  onChange: (html: string, empty: boolean) => void;
  onSubmit: () => void;
  /** Without it no files can be added. */
  onFiles?: (files: File[]) => void;
}

export default function RichEditor(props: RichEditorProps) {
  const { ref, conversationId, initialHtml, autoFocus, label, placeholder } = props;
  const { onChange, onSubmit, onFiles } = props;
  const live = useRef<Editor | null>(null);
  const insert = useCallback((html: string) => {
    live.current?.chain().focus().insertContent(html).run();
  }, []);
  const insertReply = useCannedReply(conversationId, insert);
  const suggestions = useSuggestions(conversationId, live, insertReply);
  const { data: mentionable } = useQuery(mentionableQuery(conversationId));
  const people = useRef<Person[]>([]);
  const actions = useRef({ onChange, onSubmit, onFiles, suggestions });
  useEffect(() => {
    actions.current = { onChange, onSubmit, onFiles, suggestions };
    people.current = mentionable?.items ?? [];
  });
  const editor = useEditor({
    extensions: [
      StarterKit.configure({
        heading: false,
        horizontalRule: false,
        link: { openOnClick: false, protocols: ['http', 'https', 'mailto', 'tel'] },
      }),
      Placeholder.configure({ placeholder }),
      mentionMarks(() => people.current),
    ],
    content: initialHtml,
    autofocus: autoFocus ? 'end' : false,
    editorProps: {
      attributes: { 'aria-label': label, 'aria-multiline': 'true', role: 'textbox' },
      handleKeyDown: (_view, event) => {
        if (actions.current.suggestions.handleKey(event)) return true;
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return false;
        actions.current.onSubmit();
        return true;
      },
      handlePaste: (_view, event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length === 0 || !actions.current.onFiles) return false;
        actions.current.onFiles(files);
        return true;
      },
    },
    onUpdate: ({ editor: now }) => {
      actions.current.onChange(now.getHTML(), isBlank(now));
      actions.current.suggestions.look(now);
    },
    onSelectionUpdate: ({ editor: now }) => actions.current.suggestions.look(now),
  });
  useEffect(() => {
    live.current = editor;
  }, [editor]);
  useImperativeHandle(
    ref,
    () => ({
      focus: () => void editor.commands.focus('end'),
      read: () => ({
        html: editor.getHTML(),
        text: editor.getText({ blockSeparator: '\n\n' }).trim(),
      }),
      write: (html) => void editor.commands.setContent(html, { emitUpdate: true }),
      clear: () => void editor.commands.clearContent(true),
      show: (html) => void editor.commands.setContent(html, { emitUpdate: false }),
      insert,
    }),
    [editor, insert],
  );
  return (
    <>
      <EditorContent editor={editor} className={classes.editor} />
      {suggestions.popup}
      <Toolbar editor={editor} onFiles={onFiles} insertReply={insertReply} />
    </>
  );
}

const isBlank = (editor: Editor) => editor.getText().trim() === '';

interface ToolbarProps {
  editor: Editor;
  onFiles?: (files: File[]) => void;
  insertReply: (id: number) => void;
}

function Toolbar({ editor, onFiles, insertReply }: ToolbarProps) {
  const { t } = useTranslation();
  const file = useRef<HTMLInputElement>(null);
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      italic: now.isActive('italic'),
      bulletList: now.isActive('bulletList'),
      orderedList: now.isActive('orderedList'),
      blockquote: now.isActive('blockquote'),
      code: now.isActive('codeBlock'),
    }),
  });
  const chain = () => editor.chain().focus();
  return (
    <Group gap={1} px={10} role="toolbar" aria-label={t('editor.toolbar')}>
      <Tool label={t('editor.bold')} active={on.bold} run={() => chain().toggleBold().run()}>
        <IconBold size={17} />
      </Tool>
      <Tool label={t('editor.italic')} active={on.italic} run={() => chain().toggleItalic().run()}>
        <IconItalic size={17} />
      </Tool>
      <Tool
        label={t('editor.bullets')}
        active={on.bulletList}
        run={() => chain().toggleBulletList().run()}
      >
        <IconList size={17} />
      </Tool>
      <Tool
        label={t('editor.numbers')}
        active={on.orderedList}
        run={() => chain().toggleOrderedList().run()}
      >
        <IconListNumbers size={17} />
      </Tool>
      <Tool
        label={t('editor.quote')}
        active={on.blockquote}
        run={() => chain().toggleBlockquote().run()}
      >
        <IconQuote size={17} />
      </Tool>
      <Tool label={t('editor.code')} active={on.code} run={() => chain().toggleCodeBlock().run()}>
        <IconCode size={17} />
      </Tool>
      <LinkTool editor={editor} />
      {onFiles && (
        <Tool label={t('editor.attach')} active={false} run={() => file.current?.click()}>
          <IconPaperclip size={17} />
        </Tool>
      )}
      <CannedReplies insert={insertReply} />
      <input
        ref={file}
        type="file"
        multiple
        hidden
        data-testid="attach"
        onChange={(event) => {
          onFiles?.([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
    </Group>
  );
}

interface ToolProps {
  label: string;
  active: boolean;
  run: () => void;
  children: ReactNode;
}

function Tool({ label, active, run, children }: ToolProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant={active ? 'light' : 'subtle'}
        color={active ? 'brand' : 'gray'}
        aria-label={label}
        aria-pressed={active}
        onMouseDown={(event) => event.preventDefault()}
        onClick={run}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

function LinkTool({ editor }: { editor: Editor }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [address, setAddress] = useState('');
  const active = editor.isActive('link');
  const apply = () => {
    const href = /^(https?:|mailto:|tel:)/i.test(address) ? address : `https://${address}`;
    if (address.trim()) editor.chain().focus().extendMarkRange('link').setLink({ href }).run();
    else editor.chain().focus().unsetLink().run();
    setOpened(false);
  };
  return (
    <Popover opened={opened} onChange={setOpened} position="top" trapFocus shadow="md">
      <Popover.Target>
        <ActionIcon
          variant={active ? 'light' : 'subtle'}
          color={active ? 'brand' : 'gray'}
          aria-label={t('editor.link')}
          title={t('editor.link')}
          onClick={() => {
            const current: unknown = editor.getAttributes('link').href;
            setAddress(typeof current === 'string' ? current : '');
            setOpened(!opened);
          }}
        >
          <IconLink size={17} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <TextInput
          size="xs"
          w={260}
          label={t('editor.link_address')}
          placeholder="https://"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            apply();
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
