// All items: filters that stand in the address, a list that stays fast however long it is.
// Invariant: only what is in view is rendered; the next page is fetched before the end is reached.
// Source: ui.md, "Items"; F126-F128.
import { CloseButton, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { infiniteQueryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconListDetails, IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { Empty } from '@shared/ui/Empty';
import { Failure } from '@shared/ui/errors';
import { Page } from '@shared/ui/Page';
import page from '@shared/ui/Page.module.css';
import { statusesQuery, usersQuery } from '@agent/app/queries';
import { QueueSelect } from '@agent/app/QueueSelect';
import { ItemsTable, ItemsTableSkeleton } from './ItemsTable';
import type { ItemsSearch } from './search_params';
import { useStatusName } from './StateBadge';

const route = getRouteApi('/app/items');
const pageSize = 100;

const itemsQuery = (search: ItemsSearch) =>
  infiniteQueryOptions({
    queryKey: ['items', search],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/items', {
          params: {
            query: {
              limit: pageSize,
              cursor: pageParam ?? undefined,
              status: search.status,
              queue_id: search.queue,
              assignee: search.assignee,
              q: search.q,
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

export function ItemsPage() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const query = useInfiniteQuery(itemsQuery(search));
  const items = useMemo(() => query.data?.pages.flatMap((one) => one.items) ?? [], [query.data]);
  const filtered = Object.values(search).some(Boolean);
  return (
    <Page title={t('items.title')} fill>
      <Filters />
      {query.error && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <ItemsTableSkeleton />
      ) : items.length === 0 ? (
        <Empty
          icon={filtered ? IconSearch : IconListDetails}
          title={filtered ? t('items.no_hits_title') : t('items.empty_title')}
          text={filtered ? t('items.no_hits_text') : t('items.empty_text')}
        />
      ) : (
        <ItemsTable
          items={items}
          onEnd={() => {
            if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
          }}
        />
      )}
    </Page>
  );
}

const any = '*';

function Filters() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/items' });
  const nameOf = useStatusName();
  const { data: statuses } = useQuery(statusesQuery);
  const { data: users } = useQuery(usersQuery);
  const set = (change: ItemsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const chosen = (value: string | null) => (value === null || value === any ? undefined : value);
  const states = (['not_started', 'in_progress', 'finished'] as const).map((value) => ({
    value,
    label: t(`items.state.${value}`),
  }));
  return (
    <div className={page.toolbar} role="search">
      <SearchBox value={search.q ?? ''} onChange={(q) => set({ q: q || undefined })} />
      <Select
        size="xs"
        w={180}
        aria-label={t('items.filter_status')}
        value={search.status ?? any}
        data={[
          { value: any, label: t('items.any_status') },
          { group: t('items.states'), items: states },
          {
            group: t('items.statuses'),
            items: (statuses?.items ?? []).map(({ name }) => ({
              value: name,
              label: nameOf(name),
            })),
          },
        ]}
        onChange={(value) => set({ status: chosen(value) })}
      />
      <QueueSelect
        size="xs"
        w={170}
        aria-label={t('items.filter_queue')}
        value={search.queue ? String(search.queue) : any}
        none={{ value: any, label: t('items.any_queue') }}
        describe={({ name, open_count }) => `${name} (${open_count})`}
        onChange={(value) => set({ queue: Number(chosen(value)) || undefined })}
      />
      <Select
        size="xs"
        w={170}
        aria-label={t('items.filter_assignee')}
        value={search.assignee ?? any}
        data={[
          { value: any, label: t('items.anybody') },
          { value: 'me', label: t('items.me') },
          { value: 'none', label: t('items.unassigned') },
          ...(users?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        onChange={(value) => set({ assignee: chosen(value) })}
      />
    </div>
  );
}

function SearchBox({ value, onChange }: { value: string; onChange: (q: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [settled] = useDebouncedValue(text.trim(), 250);
  useEffect(() => {
    if (settled !== value) onChange(settled);
    // Only what was typed decides; a new `onChange` or an address changed elsewhere must not send old text again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <TextInput
      size="xs"
      w={{ base: '100%', sm: 280 }}
      aria-label={t('items.search')}
      placeholder={t('items.search')}
      leftSection={<IconSearch size={15} />}
      rightSection={
        text && (
          <CloseButton size="xs" aria-label={t('actions.clear')} onClick={() => setText('')} />
        )
      }
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
