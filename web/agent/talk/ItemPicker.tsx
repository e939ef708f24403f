// An item, found by its number, title or requester.
// Source: api/openapi.yaml, list_items (q).
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Item } from '@shared/api/types';

interface ItemPickerProps {
  value: Item | null;
  onChange: (item: Item | null) => void;
  /** Not offered: the item that it is about. */
  without?: number;
}

export function ItemPicker({ value, onChange, without }: ItemPickerProps) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 200);
  const { data } = useQuery({
    queryKey: ['items', 'picker', q],
    queryFn: () =>
      ok(api.GET('/api/v1/items', { params: { query: { limit: 20, q: q || undefined } } })),
    placeholderData: keepPreviousData,
  });
  const found = (data?.items ?? []).filter(
    ({ id, merged_into_id: merged }) => id !== without && merged === null,
  );
  const offered = value && !found.some(({ id }) => id === value.id) ? [value, ...found] : found;
  const label = (item: Item) =>
    [item.reference, item.title, item.requester?.name].filter(Boolean).join(' · ');
  return (
    <Select
      size="sm"
      searchable
      autoFocus
      openOnFocus={false}
      label={t('talk.item')}
      placeholder={t('talk.item_hint')}
      nothingFoundMessage={t('palette.nothing')}
      maxDropdownHeight={240}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options }) => options}
      value={value ? String(value.id) : null}
      data={offered.map((item) => ({ value: String(item.id), label: label(item) }))}
      onChange={(id) => onChange(offered.find((item) => String(item.id) === id) ?? null)}
    />
  );
}
