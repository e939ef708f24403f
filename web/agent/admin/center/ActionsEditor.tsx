// What a rule does, one after the other.
// Source: issue 6 point 2; F062, F071.
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import {
  Button,
  Group,
  MultiSelect,
  NativeSelect,
  SegmentedControl,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AutomationAction, AutomationVocabulary } from '@shared/api/types';
import { type Language, languageNames, languages } from '@shared/i18n';
import { Remove } from './FilterEditor';
import { templatesQuery } from './queries';
import { useChoices, usePropertyWords } from './use_choices';
import { useRuleWords } from './use_rule_words';
import { ValueInput } from './ValueInput';
import classes from './Center.module.css';

interface ActionsEditorProps {
  vocabulary: AutomationVocabulary;
  object: string;
  actions: AutomationAction[];
  onChange: (actions: AutomationAction[]) => void;
}

export function ActionsEditor({ vocabulary, object, actions, onChange }: ActionsEditorProps) {
  const { t } = useTranslation();
  return (
    <Stack gap="xs">
      {actions.map((action, at) => (
        <Stack key={at} gap="xs" className={classes.group}>
          <Group justify="space-between" align="flex-end">
            <KindSelect
              kinds={vocabulary.objects.find((one) => one.name === object)?.actions ?? []}
              kind={action.kind}
              onChange={(kind) => onChange(actions.with(at, { kind }))}
            />
            <Remove onClick={() => onChange(actions.toSpliced(at, 1))} />
          </Group>
          <ActionFields
            vocabulary={vocabulary}
            object={object}
            action={action}
            onChange={(more) => onChange(actions.with(at, { ...action, ...more }))}
          />
        </Stack>
      ))}
      <div>
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onChange([...actions, { kind: 'post_message', visibility: 'public' }])}
        >
          {t('center.rule.add_action')}
        </Button>
      </div>
    </Stack>
  );
}

interface KindSelectProps {
  kinds: string[];
  kind: AutomationAction['kind'];
  onChange: (kind: AutomationAction['kind']) => void;
}

function KindSelect({ kinds, kind, onChange }: KindSelectProps) {
  const { t } = useTranslation();
  const known = kinds as AutomationAction['kind'][];
  return (
    <NativeSelect
      label={t('center.rule.action')}
      value={kind}
      data={known.map((one) => ({ value: one, label: t(`center.action.${one}`) }))}
      onChange={(event) => {
        const chosen = known.find((one) => one === event.currentTarget.value);
        if (chosen) onChange(chosen);
      }}
    />
  );
}

interface FieldsProps {
  vocabulary: AutomationVocabulary;
  object: string;
  action: AutomationAction;
  onChange: (more: Partial<AutomationAction>) => void;
}

function ActionFields(props: FieldsProps) {
  const { t } = useTranslation();
  const { action, onChange } = props;
  const value = action.value ?? '';
  switch (action.kind) {
    case 'post_message':
      return <MessageFields {...props} />;
    case 'send_template':
      return <TemplateFields {...props} />;
    case 'set_property':
      return <PropertyFields {...props} />;
    case 'add_follower':
      return <FollowerField value={value} onChange={(to) => onChange({ value: to })} />;
    case 'create_item':
      return <ItemFields {...props} />;
    case 'add_tag':
    case 'remove_tag':
    case 'webhook':
      return (
        <TextInput
          label={t(action.kind === 'webhook' ? 'center.rule.url' : 'center.rule.tag')}
          value={value}
          onChange={(event) => onChange({ value: event.currentTarget.value })}
        />
      );
  }
}

function MessageFields({ vocabulary, action, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const [language, setLanguage] = useState<Language>('en');
  const texts = action.texts ?? {};
  const text = texts[language] ?? '';
  const write = (to: string) => onChange({ texts: { ...texts, [language]: to } });
  return (
    <>
      <Group gap="xs">
        <NativeSelect
          size="xs"
          aria-label={t('center.rule.visibility')}
          value={action.visibility ?? 'public'}
          data={[
            { value: 'public', label: t('center.rule.public') },
            { value: 'internal', label: t('center.rule.internal') },
          ]}
          onChange={(event) =>
            onChange({
              visibility: event.currentTarget.value === 'internal' ? 'internal' : 'public',
            })
          }
        />
        <SegmentedControl
          size="xs"
          aria-label={t('center.words.language')}
          value={language}
          data={languages.map((one) => ({ value: one, label: languageNames[one] }))}
          onChange={(to) => setLanguage(languages.find((one) => one === to) ?? 'en')}
        />
      </Group>
      <Textarea
        label={t('center.rule.message')}
        autosize
        minRows={3}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
      />
      <Group gap={6}>
        {vocabulary.merge_fields.map((field) => (
          <Button
            key={field}
            size="compact-xs"
            variant="default"
            onClick={() => write(`${text}{{${field}}}`)}
          >
            {field}
          </Button>
        ))}
      </Group>
    </>
  );
}

const roles = ['requester', 'customers', 'assignee', 'team', 'followers', 'administrators'];

function TemplateFields({ action, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const { data } = useQuery(templatesQuery);
  const users = useChoices('user') ?? [];
  const teams = useChoices('team') ?? [];
  return (
    <>
      <NativeSelect
        label={t('center.rule.template')}
        value={String(action.template_id ?? '')}
        data={[
          { value: '', label: '…' },
          ...(data?.items ?? []).map((one) => ({
            value: String(one.id),
            label: `${one.name} (${t(`center.audience.${one.audience}`)})`,
          })),
        ]}
        onChange={(event) => onChange({ template_id: Number(event.currentTarget.value) || null })}
      />
      <MultiSelect
        label={t('center.rule.recipients')}
        value={action.recipients ?? []}
        data={[
          ...roles.map((role) => ({ value: role, label: words.recipient(role) })),
          ...users.map((one) => ({ value: `user:${one.value}`, label: one.label })),
          ...teams.map((one) => ({ value: `team:${one.value}`, label: one.label })),
        ]}
        onChange={(recipients) => onChange({ recipients })}
      />
    </>
  );
}

function PropertyFields({ vocabulary, object, action, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const words = usePropertyWords(vocabulary);
  const settable = vocabulary.properties.filter(
    (one) => one.settable && one.objects.includes(object),
  );
  const property = settable.find((one) => one.name === action.property);
  return (
    <Group grow align="flex-end">
      <NativeSelect
        label={t('center.rule.property')}
        value={action.property ?? ''}
        data={[
          { value: '', label: '…' },
          ...settable.map((one) => ({ value: one.name, label: words.name(one.name) })),
        ]}
        onChange={(event) => onChange({ property: event.currentTarget.value, value: '' })}
      />
      {property && (
        <ValueInput
          label={t('center.rule.value')}
          kind={property.kind}
          words={property.words}
          mayBeEmpty={['user', 'team', 'project'].includes(property.kind)}
          value={action.value ?? ''}
          onChange={(value) => onChange({ value })}
        />
      )}
    </Group>
  );
}

function FollowerField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const users = useChoices('user') ?? [];
  const teams = useChoices('team') ?? [];
  return (
    <NativeSelect
      label={t('center.rule.follower')}
      value={value}
      data={[
        { value: '', label: '…' },
        ...users.map((one) => ({ value: `user:${one.value}`, label: one.label })),
        ...teams.map((one) => ({ value: `team:${one.value}`, label: one.label })),
      ]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function ItemFields({ action, onChange }: FieldsProps) {
  const { t } = useTranslation();
  const types = ['ticket', 'task', 'case', 'action'] as const;
  return (
    <Group grow align="flex-end">
      <NativeSelect
        label={t('center.rule.item_type')}
        value={action.property ?? ''}
        data={[
          { value: '', label: '…' },
          ...types.map((one) => ({ value: one, label: t(`center.object.${one}`) })),
        ]}
        onChange={(event) => onChange({ property: event.currentTarget.value })}
      />
      <TextInput
        label={t('center.rule.item_title')}
        value={action.value ?? ''}
        onChange={(event) => onChange({ value: event.currentTarget.value })}
      />
    </Group>
  );
}
