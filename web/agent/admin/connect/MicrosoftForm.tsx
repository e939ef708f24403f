// Microsoft 365 by signing in: the app registration once, then one consent for each mailbox.
// Invariant: no password is asked for; the browser leaves for the provider and comes back to ConsentPage.
// Source: F106, F107, F109; OAU-1, OAU-2.
import '@mantine/core/styles/Checkbox.css';
import '@mantine/core/styles/Code.css';
import {
  Alert,
  Button,
  Checkbox,
  Code,
  Group,
  PasswordInput,
  Skeleton,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconBrandWindows } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useErrorText } from '@shared/ui/errors';
import { CopyAddress } from '../CopyAddress';
import { redirectUri } from './consent';
import { oauthClientQuery } from './oauth_client_query';
import { SecretEndForm, SecretEndWarning } from './SecretEnd';
import classes from './Connect.module.css';

export function MicrosoftForm() {
  const { data: client } = useQuery(oauthClientQuery);
  const [changes, setChanges] = useState(false);
  if (!client) return <Skeleton mt="md" height={120} aria-hidden />;
  if (!client.client_id || changes)
    return <Registration known={client.client_id} onSaved={() => setChanges(false)} />;
  return (
    <>
      <SignIn onChange={() => setChanges(true)} />
      {client.has_secret && (
        <Stack gap="sm" mt="md">
          <SecretEndForm client={client} />
          <SecretEndWarning />
        </Stack>
      )}
    </>
  );
}

function SignIn({ onChange }: { onChange: () => void }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState('');
  const [shared, setShared] = useState(false);
  const begin = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/mailboxes/consent', {
          body: {
            address,
            provider: 'microsoft365',
            shared_mailbox: shared,
            redirect_uri: redirectUri(),
          },
        }),
      ),
    onSuccess: ({ authorize_url: url }) => window.location.assign(url),
  });
  const failure = useErrorText(begin.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    begin.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" mt="md">
        <Text size="sm">{t('connect.microsoft_text')}</Text>
        <TextInput
          size="xs"
          maw={360}
          label={t('connect.address')}
          type="email"
          required
          autoComplete="off"
          placeholder="support@example.com"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value.trim())}
        />
        <Checkbox
          size="xs"
          label={t('connect.shared')}
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
        {begin.error && (
          <Alert color="red" icon={<IconAlertTriangle />} role="alert">
            {failure}
          </Alert>
        )}
        <Group gap="sm">
          <Button
            type="submit"
            size="xs"
            leftSection={<IconBrandWindows size={16} />}
            loading={begin.isPending}
            data-testid="sign-in-microsoft"
          >
            {t('connect.sign_in_microsoft')}
          </Button>
          <Button size="xs" variant="subtle" onClick={onChange}>
            {t('connect.change_registration')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Registration({ known, onSaved }: { known: string; onSaved: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [id, setId] = useState(known);
  const [secret, setSecret] = useState('');
  const [tenant, setTenant] = useState('');
  const [ends, setEnds] = useState('');
  const save = useMutation({
    mutationFn: () =>
      ok(
        api.PUT('/api/v1/oauth_client', {
          body: {
            client_id: id,
            client_secret: secret || undefined,
            tenant: tenant || undefined,
            secret_expires_on: ends || undefined,
          },
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(oauthClientQuery.queryKey, saved);
      onSaved();
    },
  });
  const failure = useErrorText(save.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" mt="md">
        <Text size="sm">{t('connect.registration_text')}</Text>
        <Group gap={6}>
          <Code>{redirectUri()}</Code>
          <CopyAddress address={redirectUri()} />
        </Group>
        <Text size="xs" c="dimmed">
          {t('connect.registration_rights')}
        </Text>
        <div className={classes.row}>
          <TextInput
            size="xs"
            label={t('connect.client_id')}
            required
            autoComplete="off"
            value={id}
            onChange={(event) => setId(event.currentTarget.value.trim())}
          />
          <PasswordInput
            size="xs"
            label={t('connect.client_secret')}
            autoComplete="new-password"
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
          <TextInput
            size="xs"
            label={t('connect.tenant')}
            placeholder={known ? undefined : 'common'}
            autoComplete="off"
            value={tenant}
            onChange={(event) => setTenant(event.currentTarget.value.trim())}
          />
          <TextInput
            type="date"
            size="xs"
            label={t('connect.secret_ends')}
            value={ends}
            onChange={(event) => setEnds(event.currentTarget.value)}
          />
        </div>
        {save.error && (
          <Alert color="red" icon={<IconAlertTriangle />} role="alert">
            {failure}
          </Alert>
        )}
        <Button
          type="submit"
          size="xs"
          loading={save.isPending}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('connect.save_registration')}
        </Button>
      </Stack>
    </form>
  );
}
