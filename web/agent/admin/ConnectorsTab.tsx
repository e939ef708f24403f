// How mail leaves: each connector with its health, a switch, and a test that says in plain words what is wrong.
// Source: F116-F125, F174, F175, F180; ui.md, "test button with plain-language diagnosis".
import { Alert, Badge, Box, Button, Group, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconCircleCheck, IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Connector } from '@shared/api/types';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { Card } from '@shared/ui/Page';
import { When } from '@shared/ui/When';
import { useInWords } from '@shared/wording';
import { AddConnector } from './sending/AddConnector';
import { ConnectorForm } from './sending/ConnectorForm';
import { RetryTemplates } from './sending/RetryTemplates';
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
      <RetryTemplates />
    </Stack>
  );
}

function ConnectorCard({ connector }: { connector: Connector }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const inWords = useInWords();
  const [editing, setEditing] = useState(false);
  const path = { id: connector.id };
  const change = useMutation({
    mutationFn: (body: { enabled: boolean } | { is_default: true }) =>
      ok(api.PATCH('/api/v1/connectors/{id}', { params: { path }, body })),
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
          {!connector.is_default && (
            <Button size="xs" variant="subtle" onClick={() => change.mutate({ is_default: true })}>
              {t('sending.connector.make_default')}
            </Button>
          )}
          {connector.kind !== 'capture' && !editing && (
            <Button size="xs" variant="default" onClick={() => setEditing(true)}>
              {t('sending.change')}
            </Button>
          )}
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
            onChange={(event) => change.mutate({ enabled: event.currentTarget.checked })}
          />
        </Group>
      </Group>
      {connector.needs_attention && !test.data && (
        <Alert mt="md" color="orange" icon={<IconAlertTriangle />}>
          {inWords(connector.attention_wording, connector.attention)}
        </Alert>
      )}
      {editing && connector.kind !== 'capture' && (
        <Box mt="md">
          <ConnectorForm
            connector={connector}
            kind={connector.kind}
            onDone={() => setEditing(false)}
          />
        </Box>
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
