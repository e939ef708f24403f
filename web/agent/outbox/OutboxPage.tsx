// The Outbox: mail to be sent later and mail that failed, as a grid whose columns, view and page size are kept.
// Invariant: the choice of view, columns and page size is stored with the person, so it survives sign-out.
// Source: F134-F153, F158-F172.
import { Button, Group, Pagination, Select, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconMailCheck, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { OutboxView } from '@shared/api/types';
import { Empty } from '@shared/ui/Empty';
import { Failure } from '@shared/ui/errors';
import { Page } from '@shared/ui/Page';
import page from '@shared/ui/Page.module.css';
import { meQuery } from '@agent/app/queries';
import { useChangeMe } from '@agent/profile/use_change_me';
import { ColumnMenu } from './ColumnMenu';
import { MailDialog } from './MailDialog';
import { OutboxGrid, OutboxGridSkeleton } from './OutboxGrid';
import { type MailAction, useMailActions } from './use_mail_actions';

const views: OutboxView[] = ['mine', 'team', 'system', 'all'];
const pageSizes = [10, 25, 50, 100, 200] as const;

/** Pages by number over opaque cursors: the cursors walked so far are kept, so that one can go back. */
function useOutbox(view: OutboxView, limit: number) {
  const [cursors, setCursors] = useState<string[]>([]);
  const [scope, setScope] = useState(`${view}/${limit}`);
  if (scope !== `${view}/${limit}`) {
    setScope(`${view}/${limit}`);
    setCursors([]);
  }
  const cursor = cursors.at(-1);
  const query = useQuery({
    queryKey: ['outbox', view, limit, cursor ?? null],
    queryFn: () => ok(api.GET('/api/v1/outbox', { params: { query: { view, limit, cursor } } })),
    placeholderData: keepPreviousData,
  });
  const next = query.data?.next_cursor;
  return {
    query,
    page: cursors.length + 1,
    goTo: (wanted: number) => {
      if (wanted <= cursors.length) setCursors(cursors.slice(0, wanted - 1));
      else if (next) setCursors([...cursors, next]);
    },
    hasNext: Boolean(next),
  };
}

export function OutboxPage() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  if (!me)
    return (
      <Page title={t('outbox.title')}>
        <OutboxGridSkeleton />
      </Page>
    );
  return <Outbox view={me.outbox.view} pageSize={me.outbox.page_size} />;
}

function Outbox({ view, pageSize }: { view: OutboxView; pageSize: (typeof pageSizes)[number] }) {
  const { t } = useTranslation();
  const change = useChangeMe();
  const { data: me } = useQuery(meQuery);
  const outbox = useOutbox(view, pageSize);
  const { query } = outbox;
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [openId, setOpenId] = useState<number | null>(null);
  const mails = query.data?.items ?? [];
  const chosen = mails.filter(({ id }) => selected.has(id));
  const total = query.data?.total ?? 0;
  const setView = (value: string | null) => {
    const wanted = views.find((known) => known === value);
    if (wanted) change.mutate({ outbox: { view: wanted } });
    setSelected(new Set());
  };
  return (
    <Page
      title={t('outbox.title')}
      text={t('outbox.text')}
      fill
      actions={
        <>
          <Select
            size="xs"
            w={190}
            aria-label={t('outbox.view_label')}
            value={view}
            data={views.map((value) => ({ value, label: t(`outbox.view.${value}`) }))}
            onChange={setView}
          />
          {me && <ColumnMenu columns={me.outbox.columns} />}
        </>
      }
    >
      <BulkBar
        ids={chosen.map(({ id }) => id)}
        retryable={chosen.some(({ can_retry }) => can_retry)}
        cancellable={chosen.some(({ can_cancel }) => can_cancel)}
        settleable={chosen.some(({ can_treat_as_sent }) => can_treat_as_sent)}
        onDone={() => setSelected(new Set())}
      />
      {query.error && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <OutboxGridSkeleton />
      ) : mails.length === 0 ? (
        <Empty icon={IconMailCheck} title={t('outbox.empty_title')} text={t('outbox.empty_text')} />
      ) : (
        <OutboxGrid
          mails={mails}
          columns={me?.outbox.columns ?? ['to', 'subject']}
          selected={selected}
          onSelect={setSelected}
          onOpen={setOpenId}
        />
      )}
      <Group justify="space-between" className={page.toolbar}>
        <Text size="xs" c="dimmed" aria-live="polite">
          {t('outbox.total', { count: total })}
        </Text>
        <Group gap="sm">
          <Select
            size="xs"
            w={140}
            aria-label={t('outbox.page_size')}
            value={String(pageSize)}
            data={pageSizes.map((size) => ({
              value: String(size),
              label: t('outbox.per_page', { count: size }),
            }))}
            onChange={(value) => {
              const size = pageSizes.find((known) => String(known) === value);
              if (size) change.mutate({ outbox: { page_size: size } });
            }}
          />
          <Pagination
            size="sm"
            value={outbox.page}
            total={Math.max(1, Math.ceil(total / pageSize))}
            siblings={0}
            boundaries={0}
            onChange={outbox.goTo}
            getControlProps={(control) => ({ 'aria-label': t(`pager.${control}`) })}
          />
        </Group>
      </Group>
      <MailDialog mailId={openId} onClose={() => setOpenId(null)} />
    </Page>
  );
}

interface BulkBarProps {
  ids: number[];
  retryable: boolean;
  cancellable: boolean;
  settleable: boolean;
  onDone: () => void;
}

function BulkBar({ ids, retryable, cancellable, settleable, onDone }: BulkBarProps) {
  const { t } = useTranslation();
  const actions = useMailActions();
  if (ids.length === 0) return null;
  const run = (action: MailAction) => actions.mutate({ action, ids }, { onSuccess: onDone });
  return (
    <Group gap="sm" className={page.toolbar} role="toolbar" aria-label={t('outbox.bulk')}>
      <Text size="sm" fw={600}>
        {t('outbox.selected', { count: ids.length })}
      </Text>
      <Button
        size="xs"
        leftSection={<IconRefresh size={15} />}
        disabled={!retryable}
        loading={actions.isPending}
        onClick={() => run('retry')}
      >
        {t('outbox.retry')}
      </Button>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={15} />}
        disabled={!cancellable}
        loading={actions.isPending}
        onClick={() => run('cancel')}
      >
        {t('outbox.cancel')}
      </Button>
      {settleable && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconMailCheck size={15} />}
          loading={actions.isPending}
          onClick={() => run('settle')}
        >
          {t('outbox.settle')}
        </Button>
      )}
      <Button size="xs" variant="subtle" onClick={onDone}>
        {t('outbox.deselect')}
      </Button>
    </Group>
  );
}
