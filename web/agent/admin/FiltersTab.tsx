// What keeps mail from leaving: quiet mode for everything, the block list for single addresses.
// Source: F090-F093, F130-F133; product.md, "Try without spamming".
import { ActionIcon, Button, Group, Skeleton, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { Card } from '@shared/ui/Page';
import page from '@shared/ui/Page.module.css';
import { When } from '@shared/ui/When';

export default function FiltersTab() {
  return (
    <Stack gap="md">
      <QuietMode />
      <BlockList />
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
    <Card title={t('quiet.title')} text={t('quiet.text')}>
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

function BlockList() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const [address, setAddress] = useState('');
  const key = ['email_filters'];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => ok(api.GET('/api/v1/email_filters', { params: { query: { limit: 200 } } })),
  });
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: key });
    await client.invalidateQueries({ queryKey: ['channels'] });
  };
  const add = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/email_filters', { body: { address } })),
    onSuccess: () => setAddress(''),
    onError: (error) => notice(error),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: number) =>
      ok(api.DELETE('/api/v1/email_filters/{id}', { params: { path: { id } } })),
    onError: (error) => notice(error),
    onSettled: refresh,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Card title={t('filters.title')} text={t('filters.text')}>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm" mb="md">
          <TextInput
            size="xs"
            w={280}
            type="email"
            required
            label={t('filters.address')}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" loading={add.isPending}>
            {t('actions.add')}
          </Button>
        </Group>
      </form>
      {data && data.items.length > 0 && (
        <div className={page.tableBox}>
          <table className={page.table}>
            <thead>
              <tr>
                <th scope="col">{t('filters.address')}</th>
                <th scope="col">{t('filters.reason')}</th>
                <th scope="col">{t('filters.since')}</th>
                <th aria-label={t('users.actions')} />
              </tr>
            </thead>
            <tbody>
              {data.items.map((filter) => (
                <tr key={filter.id}>
                  <td>{filter.address}</td>
                  <td className={page.soft}>
                    {filter.automatic ? t('channels.loop_reason') : filter.reason}
                  </td>
                  <td className={page.soft}>
                    {filter.created_at ? <When at={filter.created_at} /> : '–'}
                  </td>
                  <td>
                    <ActionIcon
                      variant="subtle"
                      color="red"
                      disabled={filter.automatic}
                      aria-label={t('filters.remove', { address: filter.address })}
                      onClick={() => remove.mutate(filter.id)}
                    >
                      <IconTrash size={16} />
                    </ActionIcon>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
