// The frame of every page behind the door: whose portal it is, where one is, who one is.
// Invariant: never a blank page; a lost connection is said, and what was written meanwhile is kept.
// Source: ui.md, "Portal", "Live", "Accessible".
import {
  Alert,
  Anchor,
  Button,
  Center,
  Loader,
  Menu,
  Stack,
  Text,
  Title,
  UnstyledButton,
  VisuallyHidden,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Navigate, Outlet, useNavigate, useRouter } from '@tanstack/react-router';
import { IconChevronDown, IconLogout, IconPlus, IconUserCircle } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { PortalSession } from '@shared/api/types';
import { isLanguage, switchLanguage } from '@shared/i18n';
import { useErrorNotice, useErrorText } from '@shared/ui/errors';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { Brand } from './Brand';
import { LiveProvider, useLive } from './live';
import classes from './portal.module.css';
import { portalQuery, sessionQuery } from './queries';

export function Frame() {
  const { data: session } = useQuery(sessionQuery);
  const language = session?.customer.language;
  useEffect(() => {
    if (isLanguage(language)) void switchLanguage(language);
  }, [language]);
  if (session === undefined) return <FramePending />;
  if (session === null) return <Navigate to="/sign-in" />;
  return (
    <LiveProvider>
      <Header session={session} />
      <LostConnection />
      <main id="content" className={classes.content} tabIndex={-1}>
        <Outlet />
      </main>
    </LiveProvider>
  );
}

function Header({ session }: { session: PortalSession }) {
  const { t } = useTranslation();
  const { data: portal } = useQuery(portalQuery);
  return (
    <header className={classes.header} style={{ borderTopColor: portal?.color }}>
      <a className={classes.skip} href="#content">
        {t('nav.skip')}
      </a>
      <nav className={classes.bar} aria-label={t('nav.label')}>
        <Link to="/" className={classes.home} activeOptions={{ exact: true }}>
          <Brand />
        </Link>
        <div className={classes.tools}>
          <Button
            renderRoot={(props) => <Link to="/new" {...props} />}
            leftSection={<IconPlus size={16} />}
            className={classes.newButton}
          >
            <span className={classes.newLabel}>{t('portal.new')}</span>
          </Button>
          <OwnMenu session={session} />
        </div>
      </nav>
    </header>
  );
}

function OwnMenu({ session }: { session: PortalSession }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const notice = useErrorNotice();
  const { id, name, email } = session.customer;
  const signOut = useMutation({
    mutationFn: () => ok(api.DELETE('/api/v1/portal/session')),
    onSuccess: async () => {
      client.setQueryData(sessionQuery.queryKey, null);
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'portal' });
      await navigate({ to: '/sign-in' });
    },
    onError: (error) => notice(error),
  });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.me}>
          <VisuallyHidden>{t('nav.own_menu')}</VisuallyHidden>
          <PersonAvatar person={{ kind: 'customer', id, name: name || email }} size={30} />
          <IconChevronDown size={15} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{name ? `${name} · ${email}` : email}</Menu.Label>
        <Menu.Item
          leftSection={<IconUserCircle size={16} />}
          renderRoot={(props) => <Link to="/profile" {...props} />}
        >
          {t('nav.profile')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => signOut.mutate()}>
          {t('nav.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function LostConnection() {
  const { t } = useTranslation();
  const { state, retry, announcement } = useLive();
  return (
    <>
      <VisuallyHidden aria-live="polite">{announcement}</VisuallyHidden>
      {state === 'lost' && (
        <div className={classes.lost} role="status">
          {t('live.lost')}{' '}
          <Anchor component="button" size="sm" inherit onClick={retry}>
            {t('live.retry')}
          </Anchor>
        </div>
      )}
    </>
  );
}

export function FramePending() {
  return (
    <Center mih={240}>
      <Loader size="sm" type="dots" />
    </Center>
  );
}

export function FrameFailure({ error }: { error: Error }) {
  const router = useRouter();
  const { t } = useTranslation();
  const text = useErrorText(error);
  return (
    <Center mih={320} p="xl">
      <Stack align="center" gap="sm" maw={440} ta="center" role="alert">
        <Title order={1}>{t('errors.page_title')}</Title>
        <Text c="dimmed">{text}</Text>
        <Button onClick={() => void router.invalidate()}>{t('actions.try_again')}</Button>
      </Stack>
    </Center>
  );
}

/** What is not here, or not for this person: both look the same. */
export function NotHere() {
  const { t } = useTranslation();
  return (
    <Alert color="gray" variant="light" title={t('portal.not_here')} role="alert">
      <Link to="/">{t('portal.back')}</Link>
    </Alert>
  );
}
