// What stands beside the filter of the mail log: how far back it shows, and the shown mails as a table.
// Invariant: only administrators change the period, which is one for everybody.
// Source: F081, F084; issue 6 point 8 (retention configurable, export).
import { Button, Group, Select, Text, Tooltip } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconTableExport } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { duration } from '@shared/time';
import { useErrorNotice } from '@shared/ui/errors';
import { meQuery } from '@agent/app/queries';
import type { MailDirection } from './search_params';

const offered = [24, 72, 168, 720, 2160, 8784];

const settingsQuery = queryOptions({
  queryKey: ['mail_log', 'settings'],
  queryFn: () => ok(api.GET('/api/v1/mail_log/settings')),
});

interface LogToolsProps {
  direction: MailDirection;
  outcome: string | undefined;
  q: string;
}

export function LogTools({ direction, outcome, q }: LogToolsProps) {
  const { t } = useTranslation();
  const query = new URLSearchParams({ ...(outcome && { outcome }), ...(q && { q }) }).toString();
  return (
    <Group gap="sm" ml="auto">
      <Period />
      <Tooltip label={t('mail_log.export_hint')} multiline maw={280}>
        <Button
          size="xs"
          variant="default"
          component="a"
          leftSection={<IconTableExport size={15} />}
          href={`/api/v1/mail_log/${direction}/export${query && `?${query}`}`}
          download={`mail-log-${direction}.csv`}
        >
          {t('mail_log.export')}
        </Button>
      </Tooltip>
    </Group>
  );
}

function Period() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const hours = useQuery(settingsQuery).data?.hours;
  const isAdministrator = useQuery(meQuery).data?.role === 'administrator';
  const save = useMutation({
    mutationFn: (chosen: number) =>
      ok(api.PATCH('/api/v1/mail_log/settings', { body: { hours: chosen } })),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['mail_log'] }),
  });
  if (hours === undefined) return null;
  const words = (one: number) =>
    t('mail_log.period', { span: duration(one * 3600, i18n.language) });
  if (!isAdministrator)
    return (
      <Text size="xs" c="dimmed">
        {words(hours)}
      </Text>
    );
  const values = [...new Set([...offered, hours])].sort((a, b) => a - b);
  return (
    <Select
      size="xs"
      w={190}
      allowDeselect={false}
      aria-label={t('mail_log.how_far')}
      value={String(hours)}
      data={values.map((one) => ({ value: String(one), label: words(one) }))}
      onChange={(chosen) => chosen && save.mutate(Number(chosen))}
    />
  );
}
