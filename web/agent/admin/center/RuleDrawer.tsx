// One automation: when, if, then; what it did; what it would have done.
// Invariant: nothing changes before Save is pressed. (F064)
// Source: F062-F066, F069; issue 6 points 2 and 3.
import {
  Button,
  Code,
  Drawer,
  Group,
  NativeSelect,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Automation, AutomationVocabulary } from '@shared/api/types';
import { vocabularyQuery, useSave } from './queries';
import { ActionsEditor } from './ActionsEditor';
import { FilterEditor } from './FilterEditor';
import { RuleHistory } from './RuleHistory';
import { RuleTrial } from './RuleTrial';
import { ValueInput } from './ValueInput';
import { usePropertyWords } from './use_choices';

export type RuleDraft = Pick<
  Automation,
  'name' | 'object' | 'trigger' | 'filter' | 'actions' | 'enabled'
>;

const fresh: RuleDraft = {
  name: '',
  object: 'ticket',
  trigger: { kind: 'created', detail: '' },
  filter: { any: false, conditions: [], groups: [] },
  actions: [{ kind: 'post_message', visibility: 'public', texts: {} }],
  enabled: false,
};

export function RuleDrawer({ rule, onClose }: { rule: Automation | null; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="xl"
      title={rule ? `${rule.reference} ${rule.name}` : t('center.new_rule')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <Form rule={rule} onClose={onClose} />
    </Drawer>
  );
}

function Form({ rule, onClose }: { rule: Automation | null; onClose: () => void }) {
  const { t } = useTranslation();
  const { data: vocabulary } = useQuery(vocabularyQuery);
  const [draft, setDraft] = useState<RuleDraft>(rule ?? fresh);
  const change = (more: Partial<RuleDraft>) => setDraft((now) => ({ ...now, ...more }));
  const save = useSave(() => {
    const { name, object, trigger, filter, actions, enabled } = draft;
    const body = { name, object, trigger, filter, actions, enabled };
    return rule
      ? ok(
          api.PATCH('/api/v1/automations/{id}', {
            params: { path: { id: rule.id } },
            body: { ...body, version: rule.version },
          }),
        )
      : ok(api.POST('/api/v1/automations', { body }));
  }, onClose);
  const remove = useSave(
    (id: number) => ok(api.DELETE('/api/v1/automations/{id}', { params: { path: { id } } })),
    onClose,
  );
  if (!vocabulary) return null;
  return (
    <Stack gap="lg">
      <TextInput
        required
        label={t('center.rule.name')}
        value={draft.name}
        maxLength={200}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Switch
        label={t('center.rule.enable')}
        checked={draft.enabled}
        onChange={(event) => change({ enabled: event.currentTarget.checked })}
      />
      <When vocabulary={vocabulary} draft={draft} onChange={change} />
      <section>
        <Title order={3} size="h5" mb="xs">
          {t('center.rule.if')}
        </Title>
        <FilterEditor
          vocabulary={vocabulary}
          object={draft.object}
          filter={draft.filter}
          depth={1}
          onChange={(filter) => change({ filter })}
        />
      </section>
      <section>
        <Title order={3} size="h5" mb="xs">
          {t('center.rule.then')}
        </Title>
        <ActionsEditor
          vocabulary={vocabulary}
          object={draft.object}
          actions={draft.actions}
          onChange={(actions) => change({ actions })}
        />
      </section>
      {rule && draft.actions.some((action) => action.kind === 'webhook') && <Secret id={rule.id} />}
      <Group justify="space-between">
        {rule ? (
          <Button
            variant="default"
            loading={remove.isPending}
            onClick={() => remove.mutate(rule.id)}
          >
            {t('center.delete')}
          </Button>
        ) : (
          <span />
        )}
        <Button
          disabled={draft.name.trim() === ''}
          loading={save.isPending}
          onClick={() => save.mutate(undefined)}
        >
          {t('center.save')}
        </Button>
      </Group>
      <RuleTrial draft={draft} />
      {rule && <RuleHistory id={rule.id} />}
    </Stack>
  );
}

interface WhenProps {
  vocabulary: AutomationVocabulary;
  draft: RuleDraft;
  onChange: (more: Partial<RuleDraft>) => void;
}

function When({ vocabulary, draft, onChange }: WhenProps) {
  const { t } = useTranslation();
  const words = usePropertyWords(vocabulary);
  const known = vocabulary.objects.find((object) => object.name === draft.object);
  const objects: Automation['object'][] = [
    'ticket',
    'task',
    'case',
    'action',
    'project',
    'timesheet',
  ];
  const triggers = objects.length ? (known?.triggers ?? []) : [];
  const { kind, detail } = draft.trigger;
  const properties = vocabulary.properties.filter((one) => one.objects.includes(draft.object));
  return (
    <section>
      <Title order={3} size="h5" mb="xs">
        {t('center.rule.when')}
      </Title>
      <Group grow align="flex-end">
        <NativeSelect
          label={t('center.rule.object')}
          value={draft.object}
          data={objects.map((one) => ({ value: one, label: t(`center.object.${one}`) }))}
          onChange={(event) => {
            const object = objects.find((one) => one === event.currentTarget.value);
            if (object)
              onChange({
                object,
                trigger: { kind: 'created', detail: '' },
                filter: { any: false, conditions: [], groups: [] },
              });
          }}
        />
        <NativeSelect
          label={t('center.rule.trigger')}
          value={kind}
          data={triggers.map((one) => ({
            value: one,
            label: t(`center.trigger.${one as typeof kind}`),
          }))}
          onChange={(event) =>
            onChange({ trigger: { kind: event.currentTarget.value as typeof kind, detail: '' } })
          }
        />
        {kind === 'property_changed' && (
          <NativeSelect
            label={t('center.rule.detail')}
            value={detail ?? ''}
            data={[
              { value: '', label: t('center.rule.any') },
              ...properties.map((one) => ({ value: one.name, label: words.name(one.name) })),
            ]}
            onChange={(event) => onChange({ trigger: { kind, detail: event.currentTarget.value } })}
          />
        )}
        {(kind === 'status_entered' || kind === 'queue_received') && (
          <ValueInput
            label={t('center.rule.detail')}
            kind={kind === 'status_entered' ? 'status' : 'queue'}
            words={[]}
            value={detail ?? ''}
            onChange={(value) => onChange({ trigger: { kind, detail: value } })}
          />
        )}
      </Group>
    </section>
  );
}

function Secret({ id }: { id: number }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['automations', id],
    queryFn: () => ok(api.GET('/api/v1/automations/{id}', { params: { path: { id } } })),
  });
  return data?.webhook_secret ? (
    <div>
      <Text size="sm" fw={500}>
        {t('center.rule.secret')}
      </Text>
      <Code block>{data.webhook_secret}</Code>
    </div>
  ) : null;
}
