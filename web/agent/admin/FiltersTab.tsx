// What keeps mail from leaving: quiet mode for everything, the block list for single addresses.
// Source: F090-F093, F130-F133; product.md, "Try without spamming".
import { Button, Group, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { Card } from '@shared/ui/Page';
import { When } from '@shared/ui/When';
import { BlockList } from './BlockList';

export default function FiltersTab() {
  return (
    <Stack gap="md">
      <QuietMode />
      <BlockList direction="outgoing" />
      <BlockList direction="incoming" />
    </Stack>
  );
}

const hourMs = 3_600_000;
const quietHours = [1, 8, 24];

function QuietMode() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const { data, error, refetch } = useQuery({
    queryKey: ['quiet_mode'],
    queryFn: () => ok(api.GET('/api/v1/quiet_mode')),
  });
  const set = useMutation({
    mutationFn: (body: { enabled: boolean; until: string | null }) =>
      ok(api.PUT('/api/v1/quiet_mode', { body })),
    onSuccess: (mode) => client.setQueryData(['quiet_mode'], mode),
    onError: (failure) => notice(failure),
    onSettled: () => client.invalidateQueries({ queryKey: ['me'] }),
  });
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={120} radius="md" aria-hidden />;
  const until = (hours: number) => new Date(Date.now() + hours * hourMs).toISOString();
  return (
    <Card title={t('quiet.title')} text={`${t('quiet.text')} ${t('quiet.exempt')}`}>
      <Stack gap="sm">
        <Switch
          label={t('quiet.switch')}
          checked={data.enabled}
          onChange={(event) => set.mutate({ enabled: event.currentTarget.checked, until: null })}
        />
        {data.enabled && (
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              {data.until ? t('quiet.ends') : t('quiet.no_end')}{' '}
              {data.until && <When at={data.until} />}
            </Text>
            {quietHours.map((hours) => (
              <Button
                key={hours}
                size="compact-xs"
                variant="default"
                onClick={() => set.mutate({ enabled: true, until: until(hours) })}
              >
                {t('quiet.hours', { count: hours })}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Card>
  );
}
