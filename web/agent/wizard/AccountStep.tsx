// Step 1: the administrator; signs in at once.
// Source: issue point 7; api/openapi.yaml, setup_account.
import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok, setCsrfToken } from '@shared/api/client';
import { isLanguage } from '@shared/i18n';
import { useErrorText } from '@shared/ui/errors';
import { sessionQuery, setupQuery } from '@agent/app/queries';

const passwordMin = 8;

export function AccountStep({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const language = isLanguage(i18n.language) ? i18n.language : 'en';
  const make = useMutation({
    mutationFn: () =>
      ok(api.POST('/api/v1/setup/account', { body: { name, email, password, language } })),
    onSuccess: (session) => {
      setCsrfToken(session.csrf_token);
      client.setQueryData(sessionQuery.queryKey, session);
      void client.invalidateQueries({ queryKey: setupQuery.queryKey });
      onDone();
    },
  });
  const failure = useErrorText(make.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {make.error && (
          <Alert color="red" icon={<IconAlertTriangle />} role="alert">
            {failure}
          </Alert>
        )}
        <TextInput
          label={t('wizard.name')}
          required
          autoFocus
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t('wizard.email')}
          description={t('wizard.email_text')}
          type="email"
          required
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('sign_in.password')}
          description={t('profile.password_rule', { count: passwordMin })}
          required
          minLength={passwordMin}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" mt="xs" loading={make.isPending}>
          {t('wizard.make_account')}
        </Button>
      </Stack>
    </form>
  );
}
