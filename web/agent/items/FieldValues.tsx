// The workspace's own fields of an item, filled in in place.
// Source: issue 6 point 2; api/openapi.yaml, set_item_field.
import { Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { ItemFieldValue } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';

export function FieldValues({ itemId }: { itemId: number }) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  const key = ['item_fields', itemId];
  const path = { id: itemId };
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => ok(api.GET('/api/v1/items/{id}/fields', { params: { path } })),
  });
  const change = useMutation({
    mutationFn: ({ field, value }: { field: string; value: string }) =>
      ok(
        api.PUT('/api/v1/items/{id}/fields/{key}', {
          params: { path: { id: itemId, key: field } },
          body: { value },
        }),
      ),
    onSuccess: (values) => client.setQueryData(key, values),
    onError: (error) => {
      notice(error);
      void client.invalidateQueries({ queryKey: key });
    },
  });
  if (!data || data.items.length === 0) return null;
  return (
    <Stack gap="sm">
      {data.items.map((field) => (
        <FieldInput
          key={`${field.key}=${field.value}`}
          field={field}
          onChange={(value) => change.mutate({ field: field.key, value })}
        />
      ))}
    </Stack>
  );
}

interface FieldInputProps {
  field: ItemFieldValue;
  onChange: (value: string) => void;
}

function FieldInput({ field, onChange }: FieldInputProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(field.value);
  if (field.kind === 'choice' || field.kind === 'flag') {
    const data =
      field.kind === 'choice'
        ? field.choices
        : [
            { value: 'yes', label: t('work.fields.yes') },
            { value: 'no', label: t('work.fields.no') },
          ];
    return (
      <Select
        size="xs"
        clearable
        label={field.name}
        data={data}
        value={field.value || null}
        onChange={(value) => onChange(value ?? '')}
      />
    );
  }
  return (
    <TextInput
      size="xs"
      label={field.name}
      type={field.kind === 'text' ? 'text' : field.kind}
      maxLength={500}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        if (text.trim() !== field.value) onChange(text.trim());
      }}
    />
  );
}
