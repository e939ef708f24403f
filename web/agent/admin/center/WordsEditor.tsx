// One text in several languages: subject, rich text with merge fields from a picker, and how it leaves.
// Invariant: where nobody wrote anything, the product's own words stand.
// Source: F060, F068, F070, F077; issue 6 points 1 and 4.
import { ActionIcon, Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconBold, IconItalic, IconList } from '@tabler/icons-react';
import { type Editor, EditorContent, useEditor } from '@tiptap/react';
import { StarterKit } from '@tiptap/starter-kit';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailWords, WordsByLanguage } from '@shared/api/types';
import { type Language, languageNames, languages } from '@shared/i18n';
import classes from './Center.module.css';
import { WordsPreview } from './WordsPreview';

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
      <WordsPreview kind={props.kind} name={props.name} language={language} words={words} />
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
