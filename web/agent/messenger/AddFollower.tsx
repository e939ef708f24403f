// Choosing one more follower: a colleague, a team, a customer found by name or address.
// Source: product.md, "follower"; product-facts 1.1.
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Follower, FollowerKind } from '@shared/api/types';
import { teamsQuery, usersQuery } from '@agent/app/queries';

interface AddFollowerProps {
  present: Follower[];
  onAdd: (key: Pick<Follower, 'kind' | 'id'>) => void;
  onCancel: () => void;
}

const customersOffered = 20;

export function AddFollower({ present, onAdd, onCancel }: AddFollowerProps) {
  const { t } = useTranslation();
  const { data: users } = useQuery(usersQuery);
  const { data: teams } = useQuery(teamsQuery);
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 200);
  const { data: customers } = useQuery({
    queryKey: ['customers', 'picker', q],
    queryFn: () =>
      ok(
        api.GET('/api/v1/customers', {
          params: { query: { limit: customersOffered, q: q || undefined } },
        }),
      ),
    placeholderData: keepPreviousData,
  });
  const taken = new Set(present.map(({ kind, id }) => `${kind}:${id}`));
  const options = (kind: FollowerKind, list: { id: number; name: string; email?: string }[] = []) =>
    list
      .map(({ id, name, email }) => ({ value: `${kind}:${id}`, label: name || email || '' }))
      .filter(({ value }) => !taken.has(value));
  return (
    <Select
      size="xs"
      autoFocus
      searchable
      defaultDropdownOpened
      aria-label={t('followers.add')}
      placeholder={t('followers.add')}
      nothingFoundMessage={t('followers.nobody_else')}
      onSearchChange={setText}
      data={[
        { group: t('followers.users'), items: options('user', users?.items) },
        { group: t('followers.teams'), items: options('team', teams?.items) },
        { group: t('followers.customers'), items: options('customer', customers?.items) },
      ]}
      onBlur={onCancel}
      onChange={(value) => {
        const [kind, id] = (value ?? '').split(':');
        if (kind === 'user' || kind === 'team' || kind === 'customer')
          onAdd({ kind, id: Number(id) });
      }}
    />
  );
}
