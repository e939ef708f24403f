// Which columns the Outbox shows; To and Subject cannot be unticked.
// Source: F158, F159, F160.
import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { OutboxColumn } from '@shared/api/types';
import { useChangeMe } from '@agent/profile/use_change_me';
import { allColumns, mandatoryColumns } from './columns';

export function ColumnMenu({ columns }: { columns: OutboxColumn[] }) {
  const { t } = useTranslation();
  const change = useChangeMe();
  const toggle = (column: OutboxColumn) => {
    const wanted = columns.includes(column)
      ? columns.filter((other) => other !== column)
      : [...columns, column];
    change.mutate({ outbox: { columns: allColumns.filter((known) => wanted.includes(known)) } });
  };
  return (
    <Popover position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconColumns3 size={16} />}>
          {t('outbox.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={8}>
          {allColumns.map((column) => (
            <Checkbox
              key={column}
              size="xs"
              label={t(`outbox.column.${column}`)}
              checked={columns.includes(column) || mandatoryColumns.includes(column)}
              disabled={mandatoryColumns.includes(column)}
              description={mandatoryColumns.includes(column) ? t('outbox.mandatory') : undefined}
              onChange={() => toggle(column)}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
