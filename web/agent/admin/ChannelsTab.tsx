// Where mail comes in: each channel is a queue with a name, a colour, an address and a way to reply.
// Invariant: a channel whose own address is not on the block list says so (F133), because that is how loops begin.
// Source: F114, F123, F126, F127, F129, F133.
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import '@mantine/core/styles/ColorSwatch.css';
import '@mantine/core/styles/ColorPicker.css';
import '@mantine/core/styles/ColorInput.css';
import {
  Alert,
  Button,
  ColorInput,
  Group,
  Select,
  Skeleton,
  Stack,
  Switch,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconInbox, IconPlayerPause } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Channel } from '@shared/api/types';
import { Empty } from '@shared/ui/Empty';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { AddForm } from '@shared/ui/AddForm';
import { Card } from '@shared/ui/Page';
import { When } from '@shared/ui/When';
import { channelsQuery } from './channels_query';
import { ChatWidgets } from './chat/ChatWidgets';
import { ConnectMailbox } from './connect/ConnectMailbox';
import { MailboxHealth } from './connect/MailboxHealth';
import { CopyAddress } from './CopyAddress';
import { ForwardingRequest } from './connect/ForwardingRequest';
import { QueueRouting, type RoutingChange } from './sending/QueueRouting';
import { connectorsQuery } from './connectors_query';
import classes from './Admin.module.css';

/** Whoever set up forwarding waits here for the provider's code. */
const looksEveryMs = 5000;

export default function ChannelsTab() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery({ ...channelsQuery, refetchInterval: looksEveryMs });
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} radius="md" aria-hidden />;
  return (
    <Stack gap="md">
      {data.items.length === 0 && (
        <Empty icon={IconInbox} title={t('channels.empty_title')} text={t('channels.empty_text')} />
      )}
      {data.items.map((channel) => (
        <ChannelCard key={channel.id} channel={channel} />
      ))}
      <ConnectMailbox
        addresses={data.items
          .filter((channel) => channel.kind === 'address' && channel.active)
          .map((channel) => channel.address)}
      />
      <AddChannel />
      <ChatWidgets />
    </Stack>
  );
}

interface ChannelChange extends RoutingChange {
  name?: string;
  color?: string;
  active?: boolean;
  reply_via_id?: number | null;
  client_networks?: string[];
}

function useChangeChannel(id: number) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: (body: ChannelChange) =>
      ok(api.PATCH('/api/v1/channels/{id}', { params: { path: { id } }, body })),
    onError: (error) => notice(error),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['channels'] });
      await client.invalidateQueries({ queryKey: ['queues'] });
    },
  });
}

const swatches = [
  '#3f7ad6',
  '#2f9e6e',
  '#c2623c',
  '#8a5cc9',
  '#c9a227',
  '#c0436e',
  '#3a9aa8',
  '#6b7382',
];

function ChannelCard({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const change = useChangeChannel(channel.id);
  const { data: connectors } = useQuery(connectorsQuery);
  const [name, setName] = useState(channel.name);
  return (
    <Card>
      <Group justify="space-between" align="flex-start" gap="md">
        <div className={classes.channel}>
          <span className={classes.stripe} style={{ background: channel.color }} />
          <div>
            <Text fw={650}>{channel.name}</Text>
            <Group gap={4}>
              <Text size="sm" c="dimmed">
                {channel.address}
              </Text>
              <CopyAddress address={channel.address} />
            </Group>
          </div>
        </div>
        <Switch
          label={t('channels.active')}
          checked={channel.active}
          onChange={(event) => change.mutate({ active: event.currentTarget.checked })}
        />
      </Group>
      <Group mt="md" gap="md" align="flex-end">
        <TextInput
          size="xs"
          label={t('channels.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={() => {
            if (name.trim() && name !== channel.name) change.mutate({ name: name.trim() });
          }}
        />
        <ColorInput
          size="xs"
          w={130}
          label={t('channels.color')}
          format="hex"
          swatches={swatches}
          withPicker={false}
          withEyeDropper={false}
          disallowInput
          value={channel.color}
          onChangeEnd={(color) => change.mutate({ color })}
        />
        <Select
          size="xs"
          w={220}
          label={t('channels.reply_via')}
          placeholder={t('channels.default_connector')}
          value={channel.reply_via ? String(channel.reply_via.id) : null}
          data={(connectors?.items ?? []).map(({ id, name: label }) => ({
            value: String(id),
            label,
          }))}
          clearable
          onChange={(value) =>
            change.mutate({ reply_via_id: value === null ? null : Number(value) })
          }
        />
      </Group>
      <QueueRouting channel={channel} onChange={(body) => change.mutate(body)} />
      {channel.kind === 'imap' && <MailboxHealth channelId={channel.id} />}
      {channel.kind === 'address' && (
        <TagsInput
          mt="sm"
          size="xs"
          maw={560}
          label={t('channels.networks')}
          description={t('channels.networks_text')}
          placeholder={
            channel.client_networks.length === 0 ? t('channels.networks_all') : undefined
          }
          splitChars={[',', ' ', ';']}
          value={channel.client_networks}
          onChange={(networks) => change.mutate({ client_networks: networks })}
        />
      )}
      {channel.automatic_mail_stopped_at && (
        <Stopped channel={channel} since={channel.automatic_mail_stopped_at} />
      )}
      {channel.forwarding_request && (
        <ForwardingRequest channelId={channel.id} asked={channel.forwarding_request} />
      )}
      {channel.loop_warning && <LoopWarning address={channel.address} />}
    </Card>
  );
}

/** Too much automatic mail stopped the channel; whoever has looked at it lets it go on. (LOOP-7) */
function Stopped({ channel, since }: { channel: Channel; since: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const resume = useMutation({
    mutationFn: () =>
      ok(api.POST('/api/v1/channels/{id}/resume', { params: { path: { id: channel.id } } })),
    onSuccess: () =>
      notifications.show({
        color: 'teal',
        message: t('channels.resumed', { name: channel.name }),
      }),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
  return (
    <Alert
      mt="md"
      color="red"
      icon={<IconPlayerPause />}
      title={
        <>
          {t('channels.stopped')} <When at={since} />
        </>
      }
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" maw={620}>
          {t('channels.stopped_why')}
        </Text>
        <Button
          size="compact-sm"
          variant="white"
          loading={resume.isPending}
          onClick={() => resume.mutate()}
        >
          {t('channels.resume')}
        </Button>
      </Group>
    </Alert>
  );
}

function LoopWarning({ address }: { address: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const add = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/email_filters', { body: { address, reason: t('channels.loop_reason') } }),
      ),
    onError: (error) => notice(error),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['channels'] });
      await client.invalidateQueries({ queryKey: ['email_filters'] });
    },
  });
  return (
    <Alert mt="md" color="orange" icon={<IconAlertTriangle />}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t('channels.loop', { address })}</Text>
        <Button
          size="compact-sm"
          variant="white"
          loading={add.isPending}
          onClick={() => add.mutate()}
        >
          {t('channels.loop_fix')}
        </Button>
      </Group>
    </Alert>
  );
}

function AddChannel() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const add = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/channels', { body: { name, address } })),
    onSuccess: () => {
      setName('');
      setAddress('');
    },
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['channels'] }),
  });
  return (
    <Card title={t('channels.add')} text={t('channels.add_text')}>
      <AddForm label={t('actions.add')} isPending={add.isPending} onAdd={() => add.mutate()}>
        <TextInput
          size="xs"
          label={t('channels.name')}
          required
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          w={260}
          label={t('channels.address')}
          type="email"
          required
          placeholder="billing@example.com"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
      </AddForm>
    </Card>
  );
}
