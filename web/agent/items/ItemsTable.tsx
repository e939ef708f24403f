// The list of items as rows of equal height, rendered only where it is looked at.
// Source: ui.md, "lists of 100,000 rows scroll without a stutter".
import { Skeleton, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import {
  createColumnHelper,
  flexRender,
  getCoreRowModel,
  useReactTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconMailX } from '@tabler/icons-react';
import { type TFunction } from 'i18next';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Item } from '@shared/api/types';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { When } from '@shared/ui/When';
import { QueueDot } from '@agent/app/QueueSelect';
import { useShortcuts } from '@agent/app/shortcuts';
import { PriorityMark } from './PriorityMark';
import { StateBadge } from './StateBadge';
import classes from './ItemsTable.module.css';

const rowHeight = 46;
const column = createColumnHelper<Item>();

const columnsFor = (t: TFunction) => [
  column.accessor('reference', {
    header: t('items.column.reference'),
    cell: (cell) => <span className={classes.reference}>{cell.getValue()}</span>,
  }),
  column.accessor('title', {
    header: t('items.column.title'),
    cell: ({ row: { original } }) => (
      <span className={classes.title} data-unread={original.unread_count > 0}>
        <PriorityMark priority={original.priority} />
        {original.undelivered_at && (
          <IconMailX
            size={15}
            color="var(--mantine-color-red-6)"
            role="img"
            aria-label={t('undelivered.mark')}
          />
        )}
        <span>{original.title}</span>
        {original.unread_count > 0 && <b>{original.unread_count}</b>}
      </span>
    ),
  }),
  column.accessor('requester', {
    header: t('items.column.requester'),
    cell: (cell) => cell.getValue()?.name ?? '',
  }),
  column.accessor('queue', {
    header: t('items.column.queue'),
    cell: (cell) => {
      const queue = cell.getValue();
      return (
        queue && (
          <span className={classes.queue}>
            <QueueDot color={queue.color} />
            {queue.name}
          </span>
        )
      );
    },
  }),
  column.accessor('status', {
    header: t('item.status'),
    cell: ({ row: { original } }) => <StateBadge state={original.state} status={original.status} />,
  }),
  column.accessor('assignee', {
    header: t('item.assignee'),
    cell: (cell) => {
      const person = cell.getValue();
      if (!person)
        return (
          <Text size="sm" c="dimmed">
            {t('item.nobody')}
          </Text>
        );
      return (
        <span className={classes.person}>
          <PersonAvatar person={person} size={22} />
          {person.name}
        </span>
      );
    },
  }),
  column.accessor('updated_at', {
    header: t('item.updated'),
    cell: (cell) => <When at={cell.getValue()} />,
  }),
];

export function ItemsTable({ items, onEnd }: { items: Item[]; onEnd: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(-1);
  const columns = useMemo(() => columnsFor(t), [t]);
  const table = useReactTable({
    data: items,
    columns,
    getCoreRowModel: getCoreRowModel(),
    getRowId: ({ id }) => String(id),
  });
  const { rows } = table.getRowModel();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const shown = virtual.getVirtualItems();
  const nearEnd = (shown.at(-1)?.index ?? 0) >= rows.length - 20;
  useEffect(() => {
    if (nearEnd) onEnd();
  }, [nearEnd, onEnd]);
  const open = (item: Item | undefined) => {
    if (item) void navigate({ to: '/items/$itemId', params: { itemId: item.id } });
  };
  const step = (by: number) => {
    const next = Math.min(Math.max(at + by, 0), rows.length - 1);
    setAt(next);
    virtual.scrollToIndex(next);
  };
  useShortcuts({ j: () => step(1), k: () => step(-1), Enter: () => open(rows[at]?.original) });
  return (
    <div
      ref={scroller}
      className={classes.box}
      role="table"
      aria-rowcount={rows.length}
      aria-label={t('items.title')}
    >
      <div role="rowgroup" className={classes.head}>
        {table.getHeaderGroups().map((group) => (
          <div key={group.id} role="row" className={classes.row}>
            {group.headers.map((header) => (
              <div key={header.id} role="columnheader" data-column={header.column.id}>
                {flexRender(header.column.columnDef.header, header.getContext())}
              </div>
            ))}
          </div>
        ))}
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {shown.map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <div
                key={row.id}
                role="row"
                tabIndex={0}
                aria-rowindex={index + 1}
                className={`${classes.row} ${classes.body}`}
                data-current={index === at}
                style={{ transform: `translateY(${start}px)`, height: rowHeight }}
                onClick={() => open(row.original)}
                onKeyDown={(event) => {
                  if (event.key === 'Enter') open(row.original);
                }}
              >
                {row.getVisibleCells().map((cell) => (
                  <div key={cell.id} role="cell" data-column={cell.column.id}>
                    {flexRender(cell.column.columnDef.cell, cell.getContext())}
                  </div>
                ))}
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

export function ItemsTableSkeleton() {
  return (
    <div className={classes.box} aria-hidden>
      {Array.from({ length: 9 }, (_, index) => (
        <Skeleton key={index} height={16} m={15} width={`${90 - (index % 4) * 9}%`} />
      ))}
    </div>
  );
}
