// The door: email and password, or a one-time link.
// Invariant: opening the page spends nothing by itself; the link's token is posted once, then leaves the address bar.
// Source: issue point 7; SEC-8, SEC-14.
import {
  Alert,
  Anchor,
  Button,
  Loader,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok, setCsrfToken } from '@shared/api/client';
import type { Session } from '@shared/api/types';
import { useErrorText } from '@shared/ui/errors';
import { LanguageMenu } from '@shared/ui/LanguageMenu';
import { Logo } from '@shared/ui/Logo';
import { sessionQuery } from '@agent/app/queries';
import classes from './SignInPage.module.css';

const route = getRouteApi('/sign-in');

type Credentials = { email: string; password: string } | { link_token: string };

function useSignIn() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = route.useSearch();
  return useMutation({
    mutationFn: (body: Credentials) => ok(api.POST('/api/v1/session', { body })),
    onSuccess: async (session: Session) => {
      setCsrfToken(session.csrf_token);
      client.clear();
      client.setQueryData(sessionQuery.queryKey, session);
      await navigate({ href: next ?? '/messenger', replace: true });
    },
  });
}

export function SignInPage() {
  const { t } = useTranslation();
  const { token } = route.useSearch();
  return (
    <main className={classes.page}>
      <section className={classes.card} aria-labelledby="sign-in-title">
        <Logo size={48} />
        <Title order={1} id="sign-in-title" mt="md" mb={2}>
          {t('sign_in.title')}
        </Title>
        <Text c="dimmed" size="sm" mb="lg">
          {t('sign_in.text')}
        </Text>
        {token ? <LinkSignIn token={token} /> : <PasswordSignIn />}
      </section>
      <footer className={classes.footer}>
        <LanguageMenu />
      </footer>
    </main>
  );
}

function PasswordSignIn() {
  const { t } = useTranslation();
  const signIn = useSignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {signIn.error && <SignInFailure error={signIn.error} />}
        <TextInput
          label={t('sign_in.email')}
          type="email"
          name="email"
          autoComplete="username"
          required
          autoFocus
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('sign_in.password')}
          name="password"
          autoComplete="current-password"
          required
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" size="md" mt="xs" loading={signIn.isPending}>
          {t('sign_in.submit')}
        </Button>
        <ForgottenPassword email={email.trim()} />
      </Stack>
    </form>
  );
}

/** Asks for a one-time link; the answer is the same whoever asks. (F075, SEC-14) */
function ForgottenPassword({ email }: { email: string }) {
  const { t } = useTranslation();
  const ask = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/password_resets', { body: { email } })),
  });
  if (ask.isSuccess) {
    return (
      <Text size="sm" role="status">
        {t('sign_in.reset_sent')}
      </Text>
    );
  }
  return (
    <>
      {ask.error && <SignInFailure error={ask.error} />}
      <Anchor
        component="button"
        type="button"
        size="sm"
        ta="left"
        disabled={email === '' || ask.isPending}
        onClick={() => ask.mutate()}
      >
        {t('sign_in.forgotten')}
      </Anchor>
    </>
  );
}

function LinkSignIn({ token }: { token: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { mutate, error } = useSignIn();
  const spent = useRef(false);
  useEffect(() => {
    if (spent.current) return;
    spent.current = true;
    mutate({ link_token: token });
  }, [mutate, token]);
  if (!error) {
    return (
      <Stack align="center" gap="sm" py="lg" role="status">
        <Loader size="sm" />
        <Text size="sm">{t('sign_in.by_link')}</Text>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <SignInFailure error={error} />
      <Anchor component="button" size="sm" onClick={() => void navigate({ to: '/sign-in' })}>
        {t('sign_in.use_password')}
      </Anchor>
    </Stack>
  );
}

function SignInFailure({ error }: { error: Error }) {
  const text = useErrorText(error);
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} role="alert">
      {text}
    </Alert>
  );
}
