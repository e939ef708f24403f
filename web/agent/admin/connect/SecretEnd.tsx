// The day on which the client secret of the app registration ends: entered once, warned of in time.
// Source: OAU-5; the emails about it are written by the server 30, 7 and 1 days before.
import { Alert, Button, Group, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { useErrorNotice } from '@shared/ui/errors';
import { oauthClientQuery, warningDays } from './oauth_client_query';

type Client = components['schemas']['OAuthClient'];

export function SecretEndForm({ client }: { client: Client }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const notice = useErrorNotice();
  const [day, setDay] = useState(client.secret_expires_on ?? '');
  const save = useMutation({
    mutationFn: () =>
      ok(
        api.PUT('/api/v1/oauth_client', {
          body: { client_id: client.client_id, secret_expires_on: day || null },
        }),
      ),
    onSuccess: (saved) => queries.setQueryData(oauthClientQuery.queryKey, saved),
    onError: (error) => notice(error),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <TextInput
          type="date"
          size="xs"
          label={t('connect.secret_ends')}
          description={t('connect.secret_ends_text')}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        <Button
          size="xs"
          variant="default"
          type="submit"
          disabled={day === (client.secret_expires_on ?? '')}
          loading={save.isPending}
        >
          {t('connect.save_date')}
        </Button>
      </Group>
    </form>
  );
}

/** Nothing while there is time, or when nobody entered the date. */
export function SecretEndWarning() {
  const { t } = useTranslation();
  const { data } = useQuery(oauthClientQuery);
  const left = data?.secret_days_left ?? null;
  if (left === null || left > warningDays) return null;
  return (
    <Alert
      color={left < 0 ? 'red' : 'orange'}
      icon={<IconAlertTriangle />}
      data-testid="secret-end-warning"
    >
      {left < 0
        ? t('connect.secret_over')
        : left === 0
          ? t('connect.secret_today')
          : t('connect.secret_left', { count: left })}
    </Alert>
  );
}
