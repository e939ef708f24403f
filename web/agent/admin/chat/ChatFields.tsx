// The fields of a chat widget.
import '@mantine/core/styles/Grid.css';
import { ColorInput, Group, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { languageNames, languages } from '@shared/i18n';
import { teamsQuery } from '@agent/app/queries';
import { QueueSelect } from '@agent/app/QueueSelect';
import type { Draft } from './draft';

interface ChatFieldsProps {
  draft: Draft;
  onChange: (part: Partial<Draft>) => void;
}

export function ChatFields({ draft, onChange }: ChatFieldsProps) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  return (
    <>
      <TextInput
        size="xs"
        label={t('name')}
        description={t('name_help')}
        required
        maxLength={80}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      <TagsInput
        size="xs"
        label={t('sites')}
        description={t('sites_help')}
        placeholder={draft.sites.length === 0 ? 'https://shop.example.org' : undefined}
        splitChars={[',', ' ', ';']}
        acceptValueOnBlur
        value={draft.sites}
        onChange={(sites) => onChange({ sites })}
      />
      <Looks draft={draft} onChange={onChange} />
      <Textarea
        size="xs"
        label={t('greeting')}
        autosize
        minRows={2}
        maxLength={500}
        value={draft.greeting}
        onChange={(event) => onChange({ greeting: event.currentTarget.value })}
      />
      <Textarea
        size="xs"
        label={t('offline_text')}
        autosize
        minRows={2}
        maxLength={500}
        value={draft.offline_text}
        onChange={(event) => onChange({ offline_text: event.currentTarget.value })}
      />
      <Asked draft={draft} onChange={onChange} />
      <Places draft={draft} onChange={onChange} />
    </>
  );
}

const swatches = ['#3f7ad6', '#2f9e6e', '#c2623c', '#8a5cc9', '#c9a227', '#c0436e', '#3a9aa8'];

function Looks({ draft, onChange }: ChatFieldsProps) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const spoken = ['auto' as const, ...languages];
  return (
    <Group grow align="flex-start">
      <ColorInput
        size="xs"
        label={t('color')}
        format="hex"
        swatches={swatches}
        withEyeDropper={false}
        value={draft.color}
        onChange={(color) => {
          if (/^#[0-9a-f]{6}$/i.test(color)) onChange({ color: color.toLowerCase() });
        }}
      />
      <Select
        size="xs"
        label={t('side')}
        allowDeselect={false}
        data={(['right', 'left'] as const).map((value) => ({ value, label: t(`side_${value}`) }))}
        value={draft.side}
        onChange={(value) => onChange({ side: value === 'left' ? 'left' : 'right' })}
      />
      <Select
        size="xs"
        label={t('language')}
        allowDeselect={false}
        data={spoken.map((value) => ({
          value,
          label: value === 'auto' ? t('language_auto') : languageNames[value],
        }))}
        value={draft.language}
        onChange={(value) =>
          onChange({ language: spoken.find((known) => known === value) ?? 'auto' })
        }
      />
    </Group>
  );
}

const asked = ['none', 'optional', 'required'] as const;

function Asked({ draft, onChange }: ChatFieldsProps) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const field = (key: 'ask_name' | 'ask_email') => (
    <Select
      size="xs"
      label={t(key)}
      allowDeselect={false}
      data={asked.map((value) => ({ value, label: t(`asked_${value}`) }))}
      value={draft[key]}
      onChange={(value) =>
        onChange({ [key]: asked.find((known) => known === value) ?? 'optional' })
      }
    />
  );
  return (
    <Group grow align="flex-start">
      {field('ask_name')}
      {field('ask_email')}
    </Group>
  );
}

function Places({ draft, onChange }: ChatFieldsProps) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const { data: teams } = useQuery(teamsQuery);
  const options = (items: { id: number; name: string }[] | undefined) =>
    (items ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <Group grow align="flex-start">
      <QueueSelect
        size="xs"
        label={t('queue')}
        description={t('queue_help')}
        placeholder={t('nobody')}
        clearable
        value={draft.queue_id === null ? null : String(draft.queue_id)}
        onChange={(value) => onChange({ queue_id: value ? Number(value) : null })}
      />
      <Select
        size="xs"
        label={t('team')}
        description={t('team_help')}
        placeholder={t('nobody')}
        clearable
        data={options(teams?.items)}
        value={draft.team_id === null ? null : String(draft.team_id)}
        onChange={(value) => onChange({ team_id: value ? Number(value) : null })}
      />
    </Group>
  );
}
