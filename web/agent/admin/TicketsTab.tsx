// The types of items, each with its creation addresses: mail to one of them makes an item of that type.
// Source: F114; product.md, "creation address".
import { Select, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Channel } from '@shared/api/types';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { AddForm } from '@shared/ui/AddForm';
import { Card } from '@shared/ui/Page';
import { projectsQuery } from '@agent/app/queries';
import { QueueDot } from '@agent/app/QueueSelect';
import { channelsQuery } from './channels_query';
import { ItemFields } from './directory/ItemFields';
import { CopyAddress } from './CopyAddress';
import classes from './connect/Connect.module.css';

const types = ['ticket', 'task', 'case', 'action'] as const;
type ItemType = (typeof types)[number];

export default function TicketsTab() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(channelsQuery);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} radius="md" aria-hidden />;
  return (
    <Stack gap="md">
      <Card title={t('connect.types')} text={t('connect.types_text')}>
        <Table verticalSpacing="sm" data-testid="creation-addresses">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t('connect.type')}</Table.Th>
              <Table.Th scope="col">{t('connect.creation_email')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {types.map((type) => (
              <TypeRow
                key={type}
                type={type}
                channels={data.items.filter((channel) => channel.item_type === type)}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Card>
      <AddAddress />
      <ItemFields />
    </Stack>
  );
}

function TypeRow({ type, channels }: { type: ItemType; channels: Channel[] }) {
  const { t } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td style={{ verticalAlign: 'top' }}>{t(`item_type.${type}`)}</Table.Td>
      <Table.Td>
        {channels.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('connect.none_yet')}
          </Text>
        )}
        {channels.map((channel) => (
          <div key={channel.id} className={classes.creation}>
            <span style={{ overflowWrap: 'anywhere' }}>{channel.address}</span>
            <CopyAddress address={channel.address} />
            <Text size="xs" c="dimmed">
              <QueueDot color={channel.color} /> {channel.name}
              {channel.routing.project && ` · ${channel.routing.project.name}`}
              {!channel.active && ` · ${t('connect.status.off')}`}
            </Text>
          </div>
        ))}
      </Table.Td>
    </Table.Tr>
  );
}

function AddAddress() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const [type, setType] = useState<ItemType>('task');
  const [address, setAddress] = useState('');
  const [name, setName] = useState('');
  const [project, setProject] = useState<string | null>(null);
  const { data: projects } = useQuery(projectsQuery);
  const add = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/channels', {
          body: { name, address, item_type: type, project_id: project ? Number(project) : null },
        }),
      ),
    onSuccess: () => {
      setAddress('');
      setName('');
      setProject(null);
    },
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
  return (
    <Card title={t('connect.add_creation')} text={t('connect.add_creation_text')}>
      <AddForm label={t('actions.add')} isPending={add.isPending} onAdd={() => add.mutate()}>
        <Select
          size="xs"
          w={140}
          label={t('connect.type')}
          value={type}
          data={types.map((value) => ({ value, label: t(`item_type.${value}`) }))}
          onChange={(value) => setType(types.find((one) => one === value) ?? 'task')}
        />
        <Select
          size="xs"
          w={180}
          clearable
          searchable
          label={t('item.project')}
          placeholder={t('item.no_project')}
          value={project}
          data={(projects?.items ?? []).map(({ id, name: title }) => ({
            value: String(id),
            label: title,
          }))}
          onChange={setProject}
        />
        <TextInput
          size="xs"
          w={260}
          type="email"
          required
          label={t('connect.creation_email')}
          placeholder="tasks@example.com"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          required
          label={t('channels.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </AddForm>
    </Card>
  );
}
