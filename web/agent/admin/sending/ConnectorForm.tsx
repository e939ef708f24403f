// One outgoing mail server: a new one of a kind, or the settings of one that is there.
// Invariant: a password is written, never shown; what is known of a provider is filled in and can be changed.
// Source: F116-F121, F125, F148, F180; OUT-17, OUT-21, SEC-20.
import '@mantine/core/styles/NumberInput.css';
import {
  Alert,
  Button,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Connector } from '@shared/api/types';
import { useErrorText } from '@shared/ui/errors';
import { connectorsQuery } from '../connectors_query';
import { beginOf, changesOf, type ConnectorDraft, type NewKind } from './connector_draft';
import { retryTemplatesQuery } from './queries';

const tlsPolicies: Connector['tls'][] = ['starttls', 'implicit', 'opportunistic', 'off'];
const uncertainChoices: Connector['when_uncertain'][] = ['send_again', 'ask'];
const never = 'never';

interface ConnectorFormProps {
  connector?: Connector;
  kind: NewKind;
  onDone: () => void;
}

export function ConnectorForm({ connector, kind, onDone }: ConnectorFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [draft, setDraft] = useState<ConnectorDraft>(() => beginOf(kind, connector));
  const save = useMutation({
    mutationFn: () =>
      connector
        ? ok(
            api.PATCH('/api/v1/connectors/{id}', {
              params: { path: { id: connector.id } },
              body: changesOf(draft),
            }),
          )
        : ok(api.POST('/api/v1/connectors', { body: { kind, ...changesOf(draft) } })),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: connectorsQuery.queryKey }),
  });
  const failure = useErrorText(save.error);
  const change = (part: Partial<ConnectorDraft>) => setDraft((before) => ({ ...before, ...part }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} data-testid="connector-form">
      <Stack gap="sm">
        <SenderFields draft={draft} change={change} />
        <ServerFields draft={draft} change={change} />
        <PaceFields draft={draft} change={change} />
        <UncertainField draft={draft} change={change} />
        <Textarea
          size="xs"
          autosize
          minRows={2}
          label={t('sending.connector.signature')}
          description={t('sending.connector.signature_text')}
          value={draft.signature}
          onChange={(event) => change({ signature: event.currentTarget.value })}
        />
        {save.error && (
          <Alert color="red" icon={<IconAlertTriangle />}>
            {failure}
          </Alert>
        )}
        <Group gap="xs">
          <Button size="xs" type="submit" loading={save.isPending}>
            {connector ? t('sending.save') : t('actions.add')}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {t('sending.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FieldsProps {
  draft: ConnectorDraft;
  change: (part: Partial<ConnectorDraft>) => void;
}

function SenderFields({ draft, change }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <Group grow align="flex-start">
      <TextInput
        size="xs"
        required
        label={t('connectors.field.name')}
        value={draft.name}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        required
        type="email"
        label={t('connectors.field.from_address')}
        value={draft.from_address}
        onChange={(event) => change({ from_address: event.currentTarget.value })}
      />
      <TextInput
        size="xs"
        label={t('sending.connector.from_name')}
        value={draft.from_name}
        onChange={(event) => change({ from_name: event.currentTarget.value })}
      />
    </Group>
  );
}

function ServerFields({ draft, change }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Group grow align="flex-start">
        <TextInput
          size="xs"
          required
          label={t('connectors.field.host')}
          placeholder="smtp.example.com"
          value={draft.host}
          onChange={(event) => change({ host: event.currentTarget.value })}
        />
        <NumberInput
          size="xs"
          label={t('connectors.field.port')}
          min={1}
          max={65535}
          value={draft.port}
          onChange={(value) => change({ port: Number(value) })}
        />
        <Select
          size="xs"
          label={t('connectors.field.tls')}
          allowDeselect={false}
          value={draft.tls}
          data={tlsPolicies.map((value) => ({ value, label: t(`connectors.tls.${value}`) }))}
          onChange={(value) =>
            change({ tls: tlsPolicies.find((known) => known === value) ?? 'starttls' })
          }
        />
      </Group>
      <Group grow align="flex-start">
        <TextInput
          size="xs"
          autoComplete="off"
          label={t('connectors.field.username')}
          value={draft.username}
          onChange={(event) => change({ username: event.currentTarget.value })}
        />
        <PasswordInput
          size="xs"
          autoComplete="new-password"
          label={t('connectors.field.password')}
          placeholder={draft.hasPassword ? t('sending.connector.password_kept') : undefined}
          value={draft.password}
          onChange={(event) => change({ password: event.currentTarget.value })}
        />
      </Group>
    </>
  );
}

/** What happens to an email that its server took without saying so. (OUT-4) */
function UncertainField({ draft, change }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <Select
      size="xs"
      maw={420}
      label={t('sending.connector.uncertain')}
      description={t('sending.connector.uncertain_text')}
      allowDeselect={false}
      value={draft.when_uncertain}
      data={uncertainChoices.map((value) => ({
        value,
        label: t(`sending.connector.when_uncertain.${value}`),
      }))}
      onChange={(value) =>
        change({
          when_uncertain: uncertainChoices.find((known) => known === value) ?? 'send_again',
        })
      }
    />
  );
}

function PaceFields({ draft, change }: FieldsProps) {
  const { t } = useTranslation();
  const { data } = useQuery(retryTemplatesQuery);
  const choices = (data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
  const fallback = data?.items.find(({ is_default: isDefault }) => isDefault)?.id;
  const chosen = draft.retry_template_id === undefined ? fallback : draft.retry_template_id;
  return (
    <Group grow align="flex-start">
      <Select
        size="xs"
        label={t('sending.connector.retry')}
        description={t('sending.connector.retry_text')}
        allowDeselect={false}
        value={chosen === null ? never : chosen === undefined ? null : String(chosen)}
        data={[...choices, { value: never, label: t('sending.connector.retry_never') }]}
        onChange={(value) => change({ retry_template_id: value === never ? null : Number(value) })}
      />
      <NumberInput
        size="xs"
        label={t('sending.connector.rate')}
        description={t('sending.connector.rate_text')}
        min={0}
        max={100000}
        value={draft.mails_per_minute}
        onChange={(value) => change({ mails_per_minute: Number(value) })}
      />
      <NumberInput
        size="xs"
        label={t('sending.connector.connections')}
        description={t('sending.connector.connections_text')}
        min={1}
        max={20}
        value={draft.connections_max}
        onChange={(value) => change({ connections_max: Number(value) || 1 })}
      />
    </Group>
  );
}
