// The form of one mailbox: address and app password; with another provider also its two servers.
// Invariant: the password leaves the browser once and never comes back (SEC-20).
// Source: F110-F113, OAU-3.
import '@mantine/core/styles/Anchor.css';
import '@mantine/core/styles/NumberInput.css';
import {
  Alert,
  Anchor,
  Button,
  Group,
  NumberInput,
  PasswordInput,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { MailboxConnect, MailServer } from '@shared/api/types';
import { useErrorText } from '@shared/ui/errors';
import { TestOutcome } from './TestOutcome';
import classes from './Connect.module.css';

const appPasswords = 'https://myaccount.google.com/apppasswords';
const afterFetch = ['seen', 'keep', 'remove'] as const;
type AfterFetch = (typeof afterFetch)[number];

interface MailboxFormProps {
  provider: 'gmail' | 'other';
  onConnected: () => void;
}

interface Draft {
  address: string;
  username: string;
  password: string;
  name: string;
  after: AfterFetch;
  imap: Partial<MailServer>;
  smtp: Partial<MailServer>;
}

const empty: Draft = {
  address: '',
  username: '',
  password: '',
  name: '',
  after: 'seen',
  imap: {},
  smtp: {},
};

const touched = ['mailboxes', 'channels', 'connectors', 'email_filters', 'setup'];

/** Tries both directions, and connects only what works. */
function useConnect(draft: Draft, { provider, onConnected }: MailboxFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { address, password, imap, smtp } = draft;
  const body: MailboxConnect = {
    address,
    provider,
    password,
    name: draft.name || undefined,
    username: draft.username || undefined,
    after_fetch: draft.after,
    ...(provider === 'other' && { imap, smtp }),
  };
  return useMutation({
    mutationFn: async () => {
      const test = await ok(api.POST('/api/v1/mailboxes/test', { body }));
      if (test.ok) await ok(api.POST('/api/v1/mailboxes', { body: { ...body, skip_test: true } }));
      return test;
    },
    onSuccess: (test) => {
      if (!test.ok) return;
      notifications.show({
        color: 'teal',
        message: t('connect.connected', { address }),
        closeButtonProps: { 'aria-label': t('actions.close') },
      });
      onConnected();
    },
    onSettled: async () => {
      for (const key of touched) await client.invalidateQueries({ queryKey: [key] });
    },
  });
}

export function MailboxForm(props: MailboxFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(empty);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const connect = useConnect(draft, props);
  const failure = useErrorText(connect.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" mt="md">
        {props.provider === 'gmail' && <AppPasswordNote />}
        <Fields provider={props.provider} draft={draft} change={change} />
        {connect.data && !connect.data.ok && <TestOutcome test={connect.data} />}
        {connect.error && (
          <Alert color="red" icon={<IconAlertTriangle />} role="alert">
            {failure}
          </Alert>
        )}
        <Group gap="sm">
          <Button type="submit" size="xs" loading={connect.isPending} data-testid="connect-now">
            {t('connect.connect')}
          </Button>
          <Text size="xs" c="dimmed">
            {t('connect.tried_first')}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

/** App passwords exist only where two-factor sign-in is on. (F112) */
function AppPasswordNote() {
  const { t } = useTranslation();
  return (
    <Alert color="brand">
      <Text size="sm">{t('connect.two_factor')}</Text>
      <Anchor href={appPasswords} target="_blank" rel="noreferrer" size="sm" underline="always">
        {t('connect.make_app_password')}
      </Anchor>
    </Alert>
  );
}

interface FieldsProps {
  provider: MailboxFormProps['provider'];
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}

function Fields({ provider, draft, change }: FieldsProps) {
  const { t } = useTranslation();
  const advice = useAdvice(draft.address);
  return (
    <>
      <div className={classes.row}>
        <TextInput
          size="xs"
          label={t('connect.address')}
          type="email"
          required
          autoComplete="off"
          placeholder="support@example.com"
          value={draft.address}
          onChange={(event) => change({ address: event.currentTarget.value.trim() })}
        />
        <PasswordInput
          size="xs"
          label={t(provider === 'gmail' ? 'connect.app_password' : 'connect.password')}
          required
          autoComplete="new-password"
          value={draft.password}
          onChange={(event) => change({ password: event.currentTarget.value })}
        />
      </div>
      <AddressWarnings address={draft.address} />
      <div className={classes.row}>
        <TextInput
          size="xs"
          label={t('connect.queue')}
          placeholder={draft.address}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Select
          size="xs"
          label={t('connect.after')}
          value={draft.after}
          data={afterFetch.map((value) => ({ value, label: t(`connect.after_fetch.${value}`) }))}
          onChange={(value) => change({ after: afterFetch.find((one) => one === value) ?? 'seen' })}
        />
      </div>
      {provider === 'other' && (
        <>
          <TextInput
            size="xs"
            label={t('connect.username')}
            placeholder={draft.address}
            autoComplete="off"
            value={draft.username}
            onChange={(event) => change({ username: event.currentTarget.value })}
          />
          <ServerFields
            label="imap"
            server={draft.imap}
            usual={advice?.imap}
            policies={imapPolicies}
            onChange={(imap) => change({ imap })}
          />
          <ServerFields
            label="smtp"
            server={draft.smtp}
            usual={advice?.smtp}
            policies={smtpPolicies}
            onChange={(smtp) => change({ smtp })}
          />
        </>
      )}
    </>
  );
}

const imapPolicies: MailServer['tls'][] = ['implicit', 'starttls', 'off'];
const smtpPolicies: MailServer['tls'][] = ['starttls', 'implicit', 'off'];

/** A colleague's own address, or one that is connected already. (F113) */
function AddressWarnings({ address }: { address: string }) {
  const { t } = useTranslation();
  const advice = useAdvice(address);
  return (
    <>
      {advice?.belongs_to && (
        <Alert color="orange" icon={<IconAlertTriangle />} data-testid="personal-address">
          {t('connect.personal', { name: advice.belongs_to.name })}
        </Alert>
      )}
      {advice?.is_connected && (
        <Alert color="orange" icon={<IconAlertTriangle />}>
          {t('connect.known', { address })}
        </Alert>
      )}
    </>
  );
}

/** What the address alone says, once it looks whole. */
function useAdvice(address: string) {
  const whole = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(address);
  const { data } = useQuery({
    queryKey: ['mailbox_advice', address],
    queryFn: () => ok(api.GET('/api/v1/mailboxes/advice', { params: { query: { address } } })),
    enabled: whole,
    staleTime: 60_000,
  });
  return whole ? data : undefined;
}

interface ServerFieldsProps {
  label: 'imap' | 'smtp';
  server: Partial<MailServer>;
  usual: MailServer | undefined;
  policies: MailServer['tls'][];
  onChange: (server: Partial<MailServer>) => void;
}

function ServerFields({ label, server, usual, policies, onChange }: ServerFieldsProps) {
  const { t } = useTranslation();
  return (
    <Group align="flex-end" gap="sm" wrap="wrap">
      <TextInput
        size="xs"
        style={{ flex: '1 1 200px' }}
        label={t(`connect.server.${label}`)}
        placeholder={usual?.host ?? `${label}.example.com`}
        value={server.host ?? ''}
        onChange={(event) => {
          const host = event.currentTarget.value.trim();
          onChange({ ...server, host: host || undefined });
        }}
      />
      <NumberInput
        size="xs"
        w={100}
        label={t('connectors.field.port')}
        min={1}
        max={65535}
        hideControls
        placeholder={usual ? String(usual.port) : undefined}
        value={server.port ?? ''}
        onChange={(value) => onChange({ ...server, port: Number(value) || undefined })}
      />
      <Select
        size="xs"
        w={200}
        label={t('connectors.field.tls')}
        value={server.tls ?? policies[0] ?? null}
        data={policies.map((value) => ({ value, label: t(`connectors.tls.${value}`) }))}
        onChange={(value) =>
          onChange({ ...server, tls: policies.find((known) => known === value) })
        }
      />
    </Group>
  );
}
