// The forms with which customers begin requests, one for each type of item.
// Source: issue point 7, "form per item type".
import {
  ActionIcon,
  Button,
  Checkbox,
  Group,
  Select,
  Stack,
  Switch,
  Textarea,
  TextInput,
  Title,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PortalField, PortalSettings } from '@shared/api/types';
import { QueueSelect } from '@agent/app/QueueSelect';
import { Card } from '@shared/ui/Page';
import { useSavePortal } from './PortalTab';

type Form = PortalSettings['forms'][number];
/** A question with a key of its own, so that the boxes stay apart while it is being written. */
type Draft = PortalField & { key: number };

const kinds: PortalField['kind'][] = ['text', 'long_text', 'choice'];

export function PortalForms({ settings }: { settings: PortalSettings }) {
  const { t } = useTranslation();
  return (
    <Card title={t('portal_admin.forms_title')} text={t('portal_admin.forms_text')}>
      <Stack gap="xl">
        {settings.forms.map((form) => (
          <FormEditor key={form.type} form={form} />
        ))}
      </Stack>
    </Card>
  );
}

function FormEditor({ form }: { form: Form }) {
  const { t } = useTranslation();
  const save = useSavePortal();
  const [draft, setDraft] = useState(form);
  const [fields, setFields] = useState<Draft[]>(() =>
    form.fields.map((field, key) => ({ ...field, key })),
  );
  const change = (part: Partial<Form>) => setDraft((old) => ({ ...old, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { type, title, introduction, queue_id } = draft;
    save.mutate({
      forms: [
        {
          type,
          title: title.trim(),
          introduction: introduction.trim(),
          queue_id,
          fields: fields.map(({ label, kind, required, choices }) => ({
            label: label.trim(),
            kind,
            required,
            choices: kind === 'choice' ? choices.map((one) => one.trim()).filter(Boolean) : [],
          })),
        },
      ],
    });
  };
  return (
    <form onSubmit={submit} aria-label={t(`portal_admin.form.${form.type}`)}>
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={3}>{form.title || t(`portal_admin.form.${form.type}`)}</Title>
          <Switch
            label={t('portal_admin.offered')}
            checked={form.offered}
            onChange={(event) =>
              save.mutate({ forms: [{ type: form.type, offered: event.currentTarget.checked }] })
            }
          />
        </Group>
        {form.offered && (
          <>
            <Group grow align="flex-start" preventGrowOverflow={false}>
              <TextInput
                label={t('portal_admin.title')}
                placeholder={t(`portal_admin.form.${form.type}`)}
                maxLength={100}
                miw={200}
                value={draft.title}
                onChange={(event) => change({ title: event.currentTarget.value })}
              />
              <QueueChoice value={draft.queue_id} onChange={(queue_id) => change({ queue_id })} />
            </Group>
            <Textarea
              label={t('portal_admin.introduction')}
              autosize
              minRows={2}
              maxRows={8}
              maxLength={2000}
              value={draft.introduction}
              onChange={(event) => change({ introduction: event.currentTarget.value })}
            />
            <Questions fields={fields} onChange={setFields} />
            <Group>
              <Button type="submit" loading={save.isPending}>
                {t('portal_admin.save')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </form>
  );
}

interface QueueChoiceProps {
  value: number | null;
  onChange: (id: number | null) => void;
}

function QueueChoice({ value, onChange }: QueueChoiceProps) {
  const { t } = useTranslation();
  return (
    <QueueSelect
      label={t('portal_admin.queue')}
      miw={200}
      value={String(value ?? 0)}
      none={{ value: '0', label: t('portal_admin.no_queue') }}
      onChange={(id) => onChange(Number(id) || null)}
    />
  );
}

interface QuestionsProps {
  fields: Draft[];
  onChange: (fields: Draft[]) => void;
}

function Questions({ fields, onChange }: QuestionsProps) {
  const { t } = useTranslation();
  const add = () =>
    onChange([
      ...fields,
      {
        key: Math.max(0, ...fields.map(({ key }) => key)) + 1,
        label: '',
        kind: 'text',
        required: false,
        choices: [],
      },
    ]);
  return (
    <Stack gap="sm" role="group" aria-label={t('portal_admin.fields')}>
      {fields.map((field) => (
        <Question
          key={field.key}
          field={field}
          onChange={(part) =>
            onChange(fields.map((one) => (one.key === field.key ? { ...one, ...part } : one)))
          }
          onRemove={() => onChange(fields.filter((one) => one.key !== field.key))}
        />
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={14} />}
          disabled={fields.length >= 20}
          onClick={add}
        >
          {t('portal_admin.add_field')}
        </Button>
      </Group>
    </Stack>
  );
}

interface QuestionProps {
  field: Draft;
  onChange: (part: Partial<PortalField>) => void;
  onRemove: () => void;
}

function Question({ field, onChange, onRemove }: QuestionProps) {
  const { t } = useTranslation();
  return (
    <Group align="flex-end" gap="sm">
      <TextInput
        label={t('portal_admin.label')}
        required
        maxLength={100}
        w={220}
        value={field.label}
        onChange={(event) => onChange({ label: event.currentTarget.value })}
      />
      <Select
        label={t('portal_admin.kind')}
        w={160}
        value={field.kind}
        data={kinds.map((kind) => ({ value: kind, label: t(`portal_admin.kinds.${kind}`) }))}
        onChange={(value) => onChange({ kind: kinds.find((kind) => kind === value) })}
      />
      {field.kind === 'choice' && (
        <Textarea
          label={t('portal_admin.choices')}
          required
          autosize
          minRows={1}
          maxRows={6}
          w={220}
          value={field.choices.join('\n')}
          onChange={(event) => onChange({ choices: event.currentTarget.value.split('\n') })}
        />
      )}
      <Checkbox
        label={t('portal_admin.required')}
        mb={8}
        checked={field.required}
        onChange={(event) => onChange({ required: event.currentTarget.checked })}
      />
      <ActionIcon
        variant="subtle"
        color="red"
        mb={4}
        aria-label={t('portal_admin.remove_field', { label: field.label })}
        onClick={onRemove}
      >
        <IconTrash size={16} />
      </ActionIcon>
    </Group>
  );
}
