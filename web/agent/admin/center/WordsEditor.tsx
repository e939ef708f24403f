// One text in several languages: subject, rich text with merge fields from a picker, preview as a real mail, test to oneself.
// Invariant: a preview shows what the server makes of the words, in a frame that runs nothing.
// Source: F060, F068, F070, F077; issue 6 points 1 and 4.
import { ActionIcon, Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBold, IconItalic, IconList } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type Editor, EditorContent, useEditor } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { MailWords, WordsByLanguage } from '@shared/api/types';
import { type Language, languageNames, languages } from '@shared/i18n';
import { useErrorNotice, useErrorText } from '@shared/ui/errors';
import { frameDocument, sanitiseMailHtml } from '@shared/ui/mail_html';
import classes from './Center.module.css';

interface WordsEditorProps {
  kind: 'template' | 'system' | 'relay';
  name?: string;
  fields: readonly string[];
  words: WordsByLanguage;
  /** Shown where nobody wrote anything. */
  standard?: WordsByLanguage;
  onChange: (language: Language, words: MailWords) => void;
  onLanguage?: (language: Language) => void;
}

const empty: MailWords = { subject: '', html: '' };

export function WordsEditor(props: WordsEditorProps) {
  const { t } = useTranslation();
  const [language, setLanguage] = useState<Language>('en');
  const words = props.words[language] ?? props.standard?.[language] ?? empty;
  const choose = (value: string) => {
    const wanted = languages.find((one) => one === value);
    if (!wanted) return;
    setLanguage(wanted);
    props.onLanguage?.(wanted);
  };
  const change = (more: Partial<MailWords>) => props.onChange(language, { ...words, ...more });
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t('center.words.language')}
        size="xs"
        value={language}
        onChange={choose}
        data={languages.map((one) => ({ value: one, label: languageNames[one] }))}
      />
      <TextInput
        label={t('center.words.subject')}
        value={words.subject}
        onChange={(event) => change({ subject: event.currentTarget.value })}
      />
      <Body
        key={language}
        html={words.html}
        fields={props.fields}
        onChange={(html) => change({ html })}
      />
      <Preview kind={props.kind} name={props.name} language={language} words={words} />
    </Stack>
  );
}

interface BodyProps {
  html: string;
  fields: readonly string[];
  onChange: (html: string) => void;
}

function Body({ html, fields, onChange }: BodyProps) {
  const { t } = useTranslation();
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });
  const editor = useEditor({
    extensions: [StarterKit.configure({ link: { openOnClick: false } })],
    content: html,
    editorProps: {
      attributes: {
        'aria-label': t('center.words.body'),
        'aria-multiline': 'true',
        role: 'textbox',
      },
    },
    onUpdate: ({ editor: now }: { editor: Editor }) => changed.current(now.getHTML()),
  });
  // What is restored or loaded from outside replaces what stands there; own keystrokes are there already.
  useEffect(() => {
    if (!editor.isFocused && editor.getHTML() !== html)
      editor.commands.setContent(html, { emitUpdate: false });
  }, [editor, html]);
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={500}>
          {t('center.words.body')}
        </Text>
        <Group gap={2}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('editor.bold')}
            onClick={() => editor.chain().focus().toggleBold().run()}
          >
            <IconBold size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('editor.italic')}
            onClick={() => editor.chain().focus().toggleItalic().run()}
          >
            <IconItalic size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('editor.bullets')}
            onClick={() => editor.chain().focus().toggleBulletList().run()}
          >
            <IconList size={16} />
          </ActionIcon>
        </Group>
      </Group>
      <EditorContent editor={editor} className={classes.editor} />
      <Group gap={6} mt={6}>
        <Text size="xs" c="dimmed">
          {t('center.words.fields')}
        </Text>
        {fields.map((field) => (
          <Button
            key={field}
            size="compact-xs"
            variant="default"
            onClick={() => editor.chain().focus().insertContent(`{{${field}}}`).run()}
          >
            {field}
          </Button>
        ))}
      </Group>
    </div>
  );
}

interface PreviewProps {
  kind: 'template' | 'system' | 'relay';
  name?: string;
  language: Language;
  words: MailWords;
}

function Preview({ kind, name, language, words }: PreviewProps) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const body = { kind, language, words, ...(name ? { name } : {}) };
  const complete = words.subject.trim() !== '' && words.html.trim() !== '';
  const { data, error } = useQuery({
    queryKey: ['email_preview', body],
    queryFn: () => ok(api.POST('/api/v1/email_previews', { body })),
    enabled: complete,
    retry: false,
  });
  const trouble = useErrorText(error);
  const test = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/email_tests', { body })),
    onSuccess: ({ address }) =>
      notifications.show({ message: t('center.words.tested', { address }) }),
    onError: (failure) => notice(failure),
  });
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={500}>
          {t('center.words.preview')}
        </Text>
        <Button
          size="compact-xs"
          variant="default"
          disabled={!complete}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('center.words.test')}
        </Button>
      </Group>
      {error && (
        <Text size="sm" c="red" role="alert">
          {trouble}
        </Text>
      )}
      {data && !error && (
        <>
          <Text size="sm" mb={4}>
            {data.subject}
          </Text>
          <iframe
            className={classes.preview}
            title={t('center.words.preview')}
            sandbox=""
            srcDoc={frameDocument(sanitiseMailHtml(data.html, {}), window.location.origin)}
          />
        </>
      )}
    </div>
  );
}
