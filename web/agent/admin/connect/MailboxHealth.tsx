// How a fetched mailbox is doing, in words: last look, last mail, what waits, what is wrong and what to do.
// Source: issue 5, "health of each"; FWD-6, IMAP-9, OAU-7.
import { Alert, Badge, Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconPlugConnected } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Mailbox } from '@shared/api/types';
import { duration } from '@shared/time';
import { useErrorNotice } from '@shared/ui/errors';
import { When } from '@shared/ui/When';
import { useInWords } from '@shared/wording';
import { redirectUri } from './consent';
import { Disconnect } from './Disconnect';
import { mailboxesQuery } from './mailboxes_query';
import { SecretEndWarning } from './SecretEnd';
import { TestOutcome } from './TestOutcome';

const colors: Record<Mailbox['health']['status'], string> = {
  starting: 'gray',
  working: 'teal',
  trouble: 'orange',
  needs_attention: 'red',
  off: 'gray',
};

export function MailboxHealth({ channelId }: { channelId: number }) {
  const { data } = useQuery(mailboxesQuery);
  const mailbox = data?.items.find((one) => one.id === channelId);
  return mailbox ? <Health mailbox={mailbox} /> : null;
}

function useMailboxChange(id: number) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  const path = { id };
  const onSettled = async () => {
    for (const key of ['mailboxes', 'channels', 'connectors'])
      await client.invalidateQueries({ queryKey: [key] });
  };
  const test = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/mailboxes/{id}/test', { params: { path } })),
    onError: (error) => notice(error),
    onSettled,
  });
  const save = useMutation({
    mutationFn: (password: string) =>
      ok(api.PATCH('/api/v1/mailboxes/{id}', { params: { path }, body: { password } })),
    onSuccess: () => test.mutate(),
    onError: (error) => notice(error),
    onSettled,
  });
  return { test, save };
}

function Health({ mailbox }: { mailbox: Mailbox }) {
  const { t } = useTranslation();
  const inWords = useInWords();
  const { test, save } = useMailboxChange(mailbox.id);
  const { health } = mailbox;
  const wrong = health.status === 'trouble' || health.status === 'needs_attention';
  return (
    <Stack gap="xs" mt="md" data-testid="mailbox-health">
      <Group justify="space-between" gap="sm">
        <Group gap={8}>
          <Badge color={colors[health.status]} variant="light">
            {t(`connect.status.${health.status}`)}
          </Badge>
          <Facts mailbox={mailbox} />
        </Group>
        {mailbox.active && (
          <Group gap={6}>
            <Disconnect mailbox={mailbox} />
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconPlugConnected size={14} />}
              loading={test.isPending}
              onClick={() => test.mutate()}
            >
              {t('connect.test')}
            </Button>
          </Group>
        )}
      </Group>
      {mailbox.active && mailbox.sign_in === 'oauth' && <SecretEndWarning />}
      {wrong && !test.data && (
        <Alert
          color={colors[health.status]}
          icon={<IconAlertTriangle />}
          title={
            health.trouble_since && (
              <>
                {t('connect.since')} <When at={health.trouble_since} />
              </>
            )
          }
        >
          {inWords(health.trouble_wording, health.trouble)}
        </Alert>
      )}
      {health.status === 'needs_attention' && mailbox.sign_in === 'oauth' && (
        <ConsentAgain id={mailbox.id} />
      )}
      {health.status === 'needs_attention' && mailbox.sign_in === 'password' && (
        <NewPassword pending={save.isPending} onSave={(password) => save.mutate(password)} />
      )}
      {health.silent_since && (
        <Alert color="orange" icon={<IconAlertTriangle />}>
          {t('connect.silent')} <When at={health.silent_since} />
        </Alert>
      )}
      {test.data && <TestOutcome test={test.data} />}
    </Stack>
  );
}

function Facts({ mailbox }: { mailbox: Mailbox }) {
  const { t, i18n } = useTranslation();
  const { health } = mailbox;
  return (
    <Text size="xs" c="dimmed">
      {health.looked_at && (
        <>
          {t('connect.looked')} <When at={health.looked_at} />
        </>
      )}
      {health.fetched_at && (
        <>
          {' · '}
          {t('connect.fetched')} <When at={health.fetched_at} />
          {health.lag_ms !== null &&
            ` (${t('connect.lag', { lag: duration(Math.round(health.lag_ms / 1000), i18n.language) })})`}
        </>
      )}
      {mailbox.token_expires_at && (
        <>
          {' · '}
          {t('connect.token_until')} <When at={mailbox.token_expires_at} />
        </>
      )}
      {health.backlog > 0 && ` · ${t('connect.backlog', { count: health.backlog })}`}
    </Text>
  );
}

/** One click to give the permission again; the channel stays the same. (OAU-5) */
function ConsentAgain({ id }: { id: number }) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const begin = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/mailboxes/{id}/consent', {
          params: { path: { id } },
          body: { redirect_uri: redirectUri() },
        }),
      ),
    onSuccess: ({ authorize_url: url }) => window.location.assign(url),
    onError: (error) => notice(error),
  });
  return (
    <Button
      size="xs"
      style={{ alignSelf: 'flex-start' }}
      loading={begin.isPending}
      onClick={() => begin.mutate()}
    >
      {t('connect.again')}
    </Button>
  );
}

interface NewPasswordProps {
  pending: boolean;
  onSave: (password: string) => void;
}

function NewPassword({ pending, onSave }: NewPasswordProps) {
  const { t } = useTranslation();
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(password);
    setPassword('');
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <PasswordInput
          size="xs"
          w={260}
          required
          label={t('connect.new_password')}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button size="xs" type="submit" loading={pending}>
          {t('connect.save_and_test')}
        </Button>
      </Group>
    </form>
  );
}
