// The grid: rows can be selected for bulk work; a double-click opens the mail read-only.
// Source: F152, F153, F156, F158.
import { ActionIcon, Checkbox, Group, Skeleton, Tooltip } from '@mantine/core';
import {
  createColumnHelper,
  flexRender,
  getCoreRowModel,
  useReactTable,
} from '@tanstack/react-table';
import { IconEye, IconMailCheck, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutboxColumn, OutboxMail } from '@shared/api/types';
import page from '@shared/ui/Page.module.css';
import { allColumns, OutboxCell } from './columns';
import { useMailActions } from './use_mail_actions';

interface OutboxGridProps {
  mails: OutboxMail[];
  columns: OutboxColumn[];
  selected: ReadonlySet<number>;
  onSelect: (selected: ReadonlySet<number>) => void;
  onOpen: (id: number) => void;
}

const helper = createColumnHelper<OutboxMail>();

export function OutboxGrid({ mails, columns, selected, onSelect, onOpen }: OutboxGridProps) {
  const { t } = useTranslation();
  const definitions = useMemo(
    () =>
      allColumns
        .filter((column) => columns.includes(column))
        .map((column) =>
          helper.display({
            id: column,
            header: () => t(`outbox.column.${column}`),
            cell: ({ row }) => <OutboxCell mail={row.original} column={column} />,
          }),
        ),
    [columns, t],
  );
  const table = useReactTable({
    data: mails,
    columns: definitions,
    getCoreRowModel: getCoreRowModel(),
    getRowId: ({ id }) => String(id),
  });
  const toggle = (id: number) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const all = mails.length > 0 && mails.every(({ id }) => selected.has(id));
  return (
    <div className={page.tableBox} data-fill="true">
      <table className={page.table}>
        <thead>
          <tr>
            <th style={{ width: 40 }}>
              <Checkbox
                size="xs"
                aria-label={t('outbox.select_all')}
                checked={all}
                indeterminate={!all && selected.size > 0}
                onChange={() => onSelect(all ? new Set() : new Set(mails.map(({ id }) => id)))}
              />
            </th>
            {table.getFlatHeaders().map((header) => (
              <th key={header.id} scope="col">
                {flexRender(header.column.columnDef.header, header.getContext())}
              </th>
            ))}
            <th className={page.stuck} aria-label={t('outbox.actions')} />
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              data-selected={selected.has(row.original.id)}
              onDoubleClick={() => onOpen(row.original.id)}
            >
              <td>
                <Checkbox
                  size="xs"
                  aria-label={t('outbox.select', { to: row.original.to })}
                  checked={selected.has(row.original.id)}
                  onChange={() => toggle(row.original.id)}
                />
              </td>
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id}>{flexRender(cell.column.columnDef.cell, cell.getContext())}</td>
              ))}
              <td className={page.stuck}>
                <RowActions mail={row.original} onOpen={() => onOpen(row.original.id)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function RowActions({ mail, onOpen }: { mail: OutboxMail; onOpen: () => void }) {
  const { t } = useTranslation();
  const actions = useMailActions();
  return (
    <Group gap={2} wrap="nowrap" justify="flex-end">
      <Tooltip label={t('outbox.open')}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('outbox.open')} onClick={onOpen}>
          <IconEye size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('outbox.retry')}>
        <ActionIcon
          variant="subtle"
          aria-label={t('outbox.retry')}
          disabled={!mail.can_retry}
          onClick={() => actions.mutate({ action: 'retry', ids: [mail.id] })}
        >
          <IconRefresh size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
      {mail.can_treat_as_sent && (
        <Tooltip label={t('outbox.settle_hint')} multiline maw={280}>
          <ActionIcon
            variant="subtle"
            color="teal"
            aria-label={t('outbox.settle')}
            onClick={() => actions.mutate({ action: 'settle', ids: [mail.id] })}
          >
            <IconMailCheck size={17} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label={t('outbox.cancel')}>
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t('outbox.cancel')}
          disabled={!mail.can_cancel}
          onClick={() => actions.mutate({ action: 'cancel', ids: [mail.id] })}
        >
          <IconTrash size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

export function OutboxGridSkeleton() {
  return (
    <div className={page.tableBox} data-fill="true" aria-hidden>
      {Array.from({ length: 6 }, (_, index) => (
        <Skeleton key={index} height={15} m={15} width={`${92 - (index % 3) * 12}%`} />
      ))}
    </div>
  );
}
