// Everybody's timesheets: filtered, totalled, approved, and out as a CSV file.
// Source: product.md, "timesheet entries"; F066; api/openapi.yaml, list_timesheets.
import {
  Anchor,
  Button,
  Center,
  Checkbox,
  Group,
  Select,
  Skeleton,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconClock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { TimesheetRow } from '@shared/api/types';
import { Empty } from '@shared/ui/Empty';
import { Failure } from '@shared/ui/errors';
import { Table } from '@shared/ui/Table';
import page from '@shared/ui/Page.module.css';
import { When } from '@shared/ui/When';
import { projectsQuery, usersQuery } from '@agent/app/queries';
import { durationWords } from '@agent/items/duration';
import { useApprove } from '@agent/items/use_approve';
import { CsvMenu } from './CsvMenu';

interface Filter {
  from: string;
  until: string;
  user: string | null;
  project: string | null;
  approved: string | null;
}

const everything: Filter = { from: '', until: '', user: null, project: null, approved: null };
const dayAfter = (day: string) => new Date(new Date(`${day}T00:00`).getTime() + 86_400_000);

/** Days are those of the reader's clock; the last one is taken in whole. */
function queryOf({ from, until, user, project, approved }: Filter) {
  return {
    limit: 100,
    from: from ? new Date(`${from}T00:00`).toISOString() : undefined,
    until: until ? dayAfter(until).toISOString() : undefined,
    user_id: user ? Number(user) : undefined,
    project_id: project ? Number(project) : undefined,
    approved: approved === null ? undefined : approved === 'yes',
  };
}

export default function TimesheetsTab() {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(everything);
  const query = useInfiniteQuery({
    queryKey: ['timesheets', filter],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/timesheet_entries', {
          params: { query: { ...queryOf(filter), cursor: pageParam } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const rows = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const totals = query.data?.pages[0]?.totals;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('work.sheets.text')}
        </Text>
        <CsvMenu kind="timesheets" />
      </Group>
      <Filters filter={filter} onChange={(change) => setFilter({ ...filter, ...change })} />
      {query.isPending && <Skeleton height={240} radius="md" aria-hidden />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && (
        <Empty
          icon={IconClock}
          title={t('work.sheets.empty_title')}
          text={t('work.sheets.empty_text')}
        />
      )}
      {rows.length > 0 && totals && (
        <>
          <Text size="sm" fw={600} role="status">
            {[
              t('work.sheets.entries', { count: totals.entries }),
              t('work.total', { time: durationWords(t, totals.minutes) }),
              t('work.sheets.billable_total', { time: durationWords(t, totals.billable_minutes) }),
            ].join(' · ')}
          </Text>
          <Sheets rows={rows} />
        </>
      )}
      {query.hasNextPage && (
        <Center>
          <Button
            variant="default"
            size="xs"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('actions.more')}
          </Button>
        </Center>
      )}
    </Stack>
  );
}

interface FiltersProps {
  filter: Filter;
  onChange: (change: Partial<Filter>) => void;
}

function Filters({ filter, onChange }: FiltersProps) {
  const { t } = useTranslation();
  const { data: users } = useQuery(usersQuery);
  const { data: projects } = useQuery(projectsQuery);
  const choices = (list: { id: number; name: string }[] = []) =>
    list.map(({ id, name }) => ({ value: String(id), label: name }));
  const select = (
    name: 'user' | 'project' | 'approved',
    all: string,
    data: { value: string; label: string }[],
  ) => (
    <Select
      size="xs"
      w={190}
      clearable
      searchable={name !== 'approved'}
      aria-label={name === 'approved' ? t('work.approved') : t(`work.sheets.${name}`)}
      placeholder={all}
      data={data}
      value={filter[name]}
      onChange={(value) => onChange({ [name]: value })}
    />
  );
  return (
    <Group gap="sm" align="flex-end">
      {(['from', 'until'] as const).map((name) => (
        <TextInput
          key={name}
          size="xs"
          type="date"
          aria-label={t(`work.sheets.${name}`)}
          leftSection={<Text size="xs">{t(`work.sheets.${name}`)}</Text>}
          leftSectionWidth={52}
          value={filter[name]}
          onChange={(event) => onChange({ [name]: event.currentTarget.value })}
        />
      ))}
      {select('user', t('work.sheets.everybody'), choices(users?.items))}
      {select('project', t('work.sheets.every_project'), choices(projects?.items))}
      {select('approved', t('work.sheets.any'), [
        { value: 'yes', label: t('work.sheets.only_approved') },
        { value: 'no', label: t('work.sheets.only_open') },
      ])}
    </Group>
  );
}

function Sheets({ rows }: { rows: TimesheetRow[] }) {
  const { t } = useTranslation();
  const approve = useApprove();
  return (
    <Table
      columns={[
        t('work.sheets.when'),
        t('work.sheets.user'),
        t('work.sheets.item'),
        t('work.sheets.project'),
        t('work.sheets.time'),
        t('work.billable'),
        t('work.approved'),
        t('work.sheets.note'),
      ]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <td className={page.soft}>
            <When at={row.worked_at} />
          </td>
          <td>{row.user.name}</td>
          <td>
            <Anchor component={Link} to={`/items/${row.item.id}`} size="sm">
              {`${row.item.reference} ${row.item.title}`}
            </Anchor>
          </td>
          <td>{row.project_name}</td>
          <td style={{ whiteSpace: 'nowrap' }}>{durationWords(t, row.minutes)}</td>
          <td data-label={t('work.billable')}>{row.billable && '✓'}</td>
          <td data-label={t('work.approved')}>
            <Checkbox
              aria-label={t('work.sheets.approve', {
                name: row.user.name,
                item: row.item.reference,
              })}
              checked={row.approved}
              onChange={(event) =>
                approve.mutate({ id: row.id, approved: event.currentTarget.checked })
              }
            />
          </td>
          <td>{row.note}</td>
        </tr>
      ))}
    </Table>
  );
}
