// The workspace's own fields of items: made, renamed, shown and hidden; what they hold is never lost.
// Source: issue 6 point 2; api/openapi.yaml, ItemField.
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import { Box, MultiSelect, Select, Switch, TagsInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { ItemField, ItemFieldKind } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { AddForm } from '@shared/ui/AddForm';
import { Card } from '@shared/ui/Page';
import { Table } from '@shared/ui/Table';
import { itemFieldsQuery } from '@agent/app/queries';

const kinds: ItemFieldKind[] = ['text', 'number', 'date', 'flag', 'choice'];
const types = ['ticket', 'task', 'case', 'action'] as const;
type ItemType = (typeof types)[number];

export function ItemFields() {
  const { t } = useTranslation();
  const { data } = useQuery(itemFieldsQuery);
  return (
    <Card title={t('work.fields.title')} text={t('work.fields.text')}>
      <AddField />
      {data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('work.fields.none')}
        </Text>
      )}
      {data && data.items.length > 0 && (
        <Table
          columns={[
            t('work.fields.name'),
            t('work.fields.kind'),
            t('work.fields.choices'),
            t('work.fields.items'),
            t('work.fields.active'),
          ]}
        >
          {data.items.map((field) => (
            <FieldRow key={field.id} field={field} />
          ))}
        </Table>
      )}
    </Card>
  );
}

function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: itemFieldsQuery.queryKey }),
      client.invalidateQueries({ queryKey: ['automation_vocabulary'] }), // rules can name them
    ]);
}

function AddField() {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const refresh = useRefresh();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<ItemFieldKind>('text');
  const [choices, setChoices] = useState<string[]>([]);
  const [itemTypes, setItemTypes] = useState<ItemType[]>([]);
  const add = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/item_fields', {
          body: { name, kind, choices: kind === 'choice' ? choices : [], item_types: itemTypes },
        }),
      ),
    onSuccess: () => {
      setName('');
      setChoices([]);
    },
    onError: (error) => notice(error),
    onSettled: refresh,
  });
  return (
    <Box mb="md">
      {' '}
      <AddForm label={t('work.fields.add')} isPending={add.isPending} onAdd={() => add.mutate()}>
        <TextInput
          size="xs"
          w={200}
          required
          maxLength={60}
          label={t('work.fields.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          size="xs"
          w={140}
          label={t('work.fields.kind')}
          data={kinds.map((value) => ({ value, label: t(`work.fields.kinds.${value}`) }))}
          value={kind}
          onChange={(value) => setKind(kinds.find((one) => one === value) ?? 'text')}
        />
        {kind === 'choice' && (
          <TagsInput
            size="xs"
            w={280}
            required
            label={t('work.fields.choices')}
            placeholder={t('work.fields.choices_hint')}
            acceptValueOnBlur
            value={choices}
            onChange={setChoices}
          />
        )}
        <MultiSelect
          size="xs"
          w={220}
          label={t('work.fields.items')}
          placeholder={itemTypes.length === 0 ? t('work.fields.all_items') : undefined}
          data={types.map((value) => ({ value, label: t(`item_type.${value}`) }))}
          value={itemTypes}
          onChange={(chosen) => setItemTypes(types.filter((type) => chosen.includes(type)))}
        />
      </AddForm>
    </Box>
  );
}

function FieldRow({ field }: { field: ItemField }) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const refresh = useRefresh();
  const [name, setName] = useState(field.name);
  const change = useMutation({
    mutationFn: (body: { name?: string; choices?: string[]; active?: boolean }) =>
      ok(api.PATCH('/api/v1/item_fields/{id}', { params: { path: { id: field.id } }, body })),
    onError: (error) => {
      notice(error);
      setName(field.name);
    },
    onSettled: refresh,
  });
  return (
    <tr>
      <td>
        <TextInput
          size="xs"
          maw={220}
          aria-label={`${t('work.fields.name')}, ${field.name}`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={() => {
            if (name.trim() && name.trim() !== field.name) change.mutate({ name: name.trim() });
          }}
        />
        <Text size="xs" c="dimmed">{`custom.${field.key}`}</Text>
      </td>
      <td>{t(`work.fields.kinds.${field.kind}`)}</td>
      <td>
        {field.kind === 'choice' && (
          <TagsInput
            size="xs"
            aria-label={`${t('work.fields.choices')}, ${field.name}`}
            value={field.choices}
            onChange={(choices) => choices.length > 0 && change.mutate({ choices })}
          />
        )}
      </td>
      <td>
        {field.item_types.length === 0
          ? t('work.fields.all_items')
          : field.item_types.map((type) => t(`item_type.${type}`)).join(', ')}
      </td>
      <td>
        <Switch
          aria-label={t('work.fields.active_of', { name: field.name })}
          checked={field.active}
          onChange={(event) => change.mutate({ active: event.currentTarget.checked })}
        />
      </td>
    </tr>
  );
}
