// The door: ask for a link by email, then one click on the page that the link opens.
// Invariant: opening the page spends nothing, so a scanner that follows links in mail does no harm; the answer to a
// known and to an unknown address is the same.
// Source: SEC-11, SEC-14; api/openapi.yaml, ask_for_portal_link, sign_in_to_portal.
import { Alert, Anchor, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconAlertTriangle, IconMailCheck } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok, setCsrfToken } from '@shared/api/client';
import { isLanguage } from '@shared/i18n';
import { useErrorText } from '@shared/ui/errors';
import { LanguageMenu } from '@shared/ui/LanguageMenu';
import { Brand } from './Brand';
import classes from './portal.module.css';
import { portalQuery, sessionQuery } from './queries';

const route = getRouteApi('/sign-in');
/** Where the person wanted to go, for the page that the link opens, perhaps in another tab. */
const nextKey = 'postroom.portal.next';

export function SignInPage() {
  const { t } = useTranslation();
  const { data: portal } = useQuery(portalQuery);
  const { token } = route.useSearch();
  return (
    <main className={classes.door}>
      <section className={classes.card} style={{ borderTopColor: portal?.color }}>
        <Brand />
        {portal === null ? (
          <Text mt="lg">{t('portal.off')}</Text>
        ) : token ? (
          <LinkSignIn token={token} />
        ) : (
          <AskForLink />
        )}
      </section>
      <footer className={classes.footer}>
        <LanguageMenu />
      </footer>
    </main>
  );
}

function AskForLink() {
  const { t, i18n } = useTranslation();
  const { next } = route.useSearch();
  const { data: portal } = useQuery(portalQuery);
  const [email, setEmail] = useState('');
  const ask = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/portal/links', {
          body: {
            email: email.trim(),
            language: isLanguage(i18n.language) ? i18n.language : undefined,
          },
        }),
      ),
    onSuccess: () => {
      if (next) localStorage.setItem(nextKey, next);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate();
  };
  if (ask.isSuccess)
    return (
      <Stack gap="sm" mt="lg" role="status">
        <IconMailCheck size={40} stroke={1.4} aria-hidden />
        <Title order={1}>{t('portal.sent_title')}</Title>
        <Text size="sm">
          {portal?.door === 'anybody'
            ? t('portal.sent_text_anybody', { email: email.trim() })
            : t('portal.sent_text', { email: email.trim() })}
        </Text>
        <Anchor component="button" size="sm" ta="start" onClick={() => ask.reset()}>
          {t('portal.other_address')}
        </Anchor>
      </Stack>
    );
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" mt="lg">
        <div>
          <Title order={1}>{t('portal.sign_in_title')}</Title>
          <Text size="sm" c="dimmed" mt={2}>
            {t('portal.sign_in_text')}
          </Text>
        </div>
        {ask.error && <Trouble error={ask.error} />}
        <TextInput
          label={t('sign_in.email')}
          type="email"
          name="email"
          autoComplete="email"
          required
          autoFocus
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Button type="submit" size="md" loading={ask.isPending}>
          {t('portal.send_link')}
        </Button>
      </Stack>
    </form>
  );
}

function LinkSignIn({ token }: { token: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const spend = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/portal/session', { body: { link_token: token } })),
    onSuccess: async (session) => {
      setCsrfToken(session.csrf_token);
      client.setQueryData(sessionQuery.queryKey, session);
      const next = localStorage.getItem(nextKey);
      localStorage.removeItem(nextKey);
      // The router knows the address without the folder under which the portal stands.
      const wanted = next?.replace(/^\/portal(?=\/|$)/, '') ?? '/';
      await navigate({ to: wanted || '/', replace: true });
    },
  });
  return (
    <Stack gap="sm" mt="lg">
      <Title order={1}>{t('portal.welcome')}</Title>
      {spend.error ? (
        <>
          <Trouble error={spend.error} />
          <Button variant="default" onClick={() => void navigate({ to: '/sign-in' })}>
            {t('portal.another_link')}
          </Button>
        </>
      ) : (
        <>
          <Text size="sm">{t('portal.one_click')}</Text>
          <Button size="md" autoFocus loading={spend.isPending} onClick={() => spend.mutate()}>
            {t('sign_in.submit')}
          </Button>
        </>
      )}
    </Stack>
  );
}

function Trouble({ error }: { error: Error }) {
  const text = useErrorText(error);
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle />} role="alert">
      {text}
    </Alert>
  );
}
