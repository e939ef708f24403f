// How mail leaves: each connector with its health, a switch, and a test that says in plain words what is wrong.
// Source: F116-F121, F174, F175; ui.md, "test button with plain-language diagnosis".
import '@mantine/core/styles/NumberInput.css';
import {
  Alert,
  Badge,
  Button,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Skeleton,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconCircleCheck, IconPlugConnected } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Connector } from '@shared/api/types';
import { Failure, useErrorNotice, useErrorText } from '@shared/ui/errors';
import { Card } from '@shared/ui/Page';
import { When } from '@shared/ui/When';
import { useInWords } from '@shared/wording';
import { connectorsQuery } from './connectors_query';

export default function ConnectorsTab() {
  const { data, error, refetch } = useQuery(connectorsQuery);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} radius="md" aria-hidden />;
  return (
    <Stack gap="md">
      {data.items.map((connector) => (
        <ConnectorCard key={connector.id} connector={connector} />
      ))}
      <AddConnector />
    </Stack>
  );
}

function ConnectorCard({ connector }: { connector: Connector }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const inWords = useInWords();
  const path = { id: connector.id };
  const change = useMutation({
    mutationFn: (enabled: boolean) =>
      ok(api.PATCH('/api/v1/connectors/{id}', { params: { path }, body: { enabled } })),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: connectorsQuery.queryKey }),
  });
  const test = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/connectors/{id}/test', { params: { path } })),
    onError: (error) => notice(error),
  });
  return (
    <Card>
      <Group justify="space-between" align="flex-start" gap="md">
        <div>
          <Group gap={8}>
            <Text fw={650}>{connector.name}</Text>
            <Badge color="gray">{t(`connectors.kind.${connector.kind}`)}</Badge>
            {connector.is_default && <Badge>{t('connectors.default')}</Badge>}
            {!connector.enabled && <Badge color="orange">{t('connectors.disabled')}</Badge>}
          </Group>
          <Text size="sm" c="dimmed">
            {connector.from_name ? `${connector.from_name} · ` : ''}
            {connector.from_address}
            {connector.host && ` · ${connector.host}:${connector.port}`}
          </Text>
        </div>
        <Group gap="md">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlugConnected size={16} />}
            loading={test.isPending}
            data-testid="test-connector"
            onClick={() => test.mutate()}
          >
            {t('connectors.test')}
          </Button>
          <Switch
            label={t('connectors.enabled')}
            checked={connector.enabled}
            onChange={(event) => change.mutate(event.currentTarget.checked)}
          />
        </Group>
      </Group>
      {connector.needs_attention && !test.data && (
        <Alert mt="md" color="orange" icon={<IconAlertTriangle />}>
          {inWords(connector.attention_wording, connector.attention)}
        </Alert>
      )}
      <RefusalsAlert connector={connector} />
      {test.data && (
        <Alert
          mt="md"
          role="status"
          color={test.data.ok ? 'teal' : 'red'}
          icon={test.data.ok ? <IconCircleCheck /> : <IconAlertTriangle />}
        >
          {inWords(test.data.diagnosis_wording, test.data.diagnosis)}
        </Alert>
      )}
    </Card>
  );
}

/** Other servers refused our mail for what it holds or who sends it: a matter of reputation; it keeps sending. (BNC-4) */
function RefusalsAlert({ connector }: { connector: Connector }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const seen = useMutation({
    mutationFn: () =>
      ok(
        api.DELETE('/api/v1/connectors/{id}/refusals', { params: { path: { id: connector.id } } }),
      ),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: connectorsQuery.queryKey }),
  });
  const { refusals } = connector;
  if (!refusals) return null;
  return (
    <Alert
      mt="md"
      color="orange"
      icon={<IconAlertTriangle />}
      title={t('connectors.refusals', { count: refusals.count })}
      data-testid="refusals"
    >
      <Text size="sm">{t('connectors.refusals_text')}</Text>
      <Text size="xs" c="dimmed" mt={4}>
        {refusals.last_at && <When at={refusals.last_at} />} · {refusals.last}
      </Text>
      <Button
        mt={8}
        size="compact-xs"
        variant="default"
        loading={seen.isPending}
        onClick={() => seen.mutate()}
      >
        {t('connectors.refusals_seen')}
      </Button>
    </Alert>
  );
}

const tlsPolicies: Connector['tls'][] = ['starttls', 'implicit', 'opportunistic', 'off'];

function AddConnector() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [form, setForm] = useState({
    name: '',
    host: '',
    username: '',
    password: '',
    from_address: '',
  });
  const [port, setPort] = useState(587);
  const [tls, setTls] = useState<Connector['tls']>('starttls');
  const add = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/connectors', {
          body: {
            name: form.name,
            host: form.host,
            port,
            tls,
            from_address: form.from_address,
            username: form.username || undefined,
            password: form.password || undefined,
          },
        }),
      ),
    onSuccess: () => setForm({ name: '', host: '', username: '', password: '', from_address: '' }),
    onSettled: () => client.invalidateQueries({ queryKey: connectorsQuery.queryKey }),
  });
  const failure = useErrorText(add.error);
  const field = (key: keyof typeof form) => ({
    size: 'xs' as const,
    label: t(`connectors.field.${key}`),
    value: form[key],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setForm((before) => ({ ...before, [key]: value }));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Card title={t('connectors.add')} text={t('connectors.add_text')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Group grow>
            <TextInput {...field('name')} required />
            <TextInput {...field('from_address')} type="email" required />
          </Group>
          <Group grow>
            <TextInput {...field('host')} required placeholder="smtp.example.com" />
            <NumberInput
              size="xs"
              label={t('connectors.field.port')}
              min={1}
              max={65535}
              value={port}
              onChange={(value) => setPort(Number(value))}
            />
            <Select
              size="xs"
              label={t('connectors.field.tls')}
              value={tls}
              data={tlsPolicies.map((value) => ({ value, label: t(`connectors.tls.${value}`) }))}
              onChange={(value) =>
                setTls(tlsPolicies.find((known) => known === value) ?? 'starttls')
              }
            />
          </Group>
          <Group grow>
            <TextInput {...field('username')} autoComplete="off" />
            <PasswordInput {...field('password')} autoComplete="new-password" />
          </Group>
          {add.error && (
            <Alert color="red" icon={<IconAlertTriangle />}>
              {failure}
            </Alert>
          )}
          <Button
            size="xs"
            type="submit"
            loading={add.isPending}
            style={{ alignSelf: 'flex-start' }}
          >
            {t('actions.add')}
          </Button>
        </Stack>
      </form>
    </Card>
  );
}
