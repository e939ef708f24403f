// The way between screens: a rail at the left, a bar at the bottom on a telephone.
// Invariant: the Messenger icon carries the green badge (F014), the Outbox its live count (F135).
// Source: ui.md; F014, F135.
import { Menu, Tooltip, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import {
  type Icon,
  IconBriefcase,
  IconInbox,
  IconListDetails,
  IconLogout,
  IconMailFast,
  IconMailSearch,
  IconSearch,
  IconSettings,
  IconUserCircle,
} from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Me } from '@shared/api/types';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { Logo } from '@shared/ui/Logo';
import { meQuery, sessionQuery } from './queries';
import classes from './Navigation.module.css';

interface Place {
  to: '/messenger' | '/items' | '/projects' | '/outbox' | '/mail-log';
  label: 'nav.messenger' | 'nav.items' | 'nav.projects' | 'nav.outbox' | 'nav.mail_log';
  icon: Icon;
  /** Too rarely needed for the bar of a telephone. */
  onlyWide?: boolean;
  badge?: (me: Me) => { count: number; tone: 'good' | 'plain' | 'bad' };
}

const places: Place[] = [
  {
    to: '/messenger',
    label: 'nav.messenger',
    icon: IconInbox,
    badge: (me) => ({ count: me.counts.unread_messages, tone: 'good' }),
  },
  { to: '/items', label: 'nav.items', icon: IconListDetails },
  { to: '/projects', label: 'nav.projects', icon: IconBriefcase, onlyWide: true },
  {
    to: '/outbox',
    label: 'nav.outbox',
    icon: IconMailFast,
    badge: (me) => ({
      count: me.counts.outbox,
      tone: me.counts.outbox_failed > 0 ? 'bad' : 'plain',
    }),
  },
  { to: '/mail-log', label: 'nav.mail_log', icon: IconMailSearch },
];

export function Navigation({ onPalette }: { onPalette: () => void }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  // The link names one tab, but stands for all of them.
  const inAdministration = useRouterState({
    select: ({ location }) => location.pathname.startsWith('/admin/'),
  });
  return (
    <nav className={classes.rail} aria-label={t('nav.label')}>
      <div className={classes.logo}>
        <Logo size={34} />
      </div>
      {places.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          className={place.onlyWide ? `${classes.place} ${classes.wide}` : classes.place}
        >
          <span className={classes.icon}>
            <place.icon size={22} stroke={1.6} aria-hidden />
            {me && place.badge && <CountBadge {...place.badge(me)} label={t('nav.count')} />}
          </span>
          <span className={classes.label}>{t(place.label)}</span>
        </Link>
      ))}
      <div className={classes.spring} />
      <RailButton label={t('nav.search')} hint="Ctrl K" onClick={onPalette}>
        <IconSearch size={21} stroke={1.6} aria-hidden />
      </RailButton>
      {me?.role === 'administrator' && (
        <Link
          to="/admin/$tab"
          params={{ tab: 'users' }}
          className={`${classes.place} ${classes.wide}`}
          {...(inAdministration && { 'data-status': 'active', 'aria-current': 'page' })}
        >
          <span className={classes.icon}>
            <IconSettings size={22} stroke={1.6} aria-hidden />
          </span>
          <span className={classes.label}>{t('nav.admin_short')}</span>
        </Link>
      )}
      {me && <OwnMenu me={me} />}
    </nav>
  );
}

interface CountBadgeProps {
  count: number;
  tone: string;
  label: string;
}

function CountBadge({ count, tone, label }: CountBadgeProps) {
  if (count === 0) return null;
  return (
    <span className={classes.badge} data-tone={tone} title={label}>
      {count > 99 ? '99+' : count}
    </span>
  );
}

interface RailButtonProps {
  label: string;
  hint: string;
  onClick: () => void;
  children: ReactNode;
}

function RailButton({ label, hint, onClick, children }: RailButtonProps) {
  return (
    <Tooltip label={`${label} · ${hint}`} position="right">
      <UnstyledButton
        className={`${classes.place} ${classes.wide}`}
        onClick={onClick}
        aria-label={label}
      >
        <span className={classes.icon}>{children}</span>
        <span className={classes.label} aria-hidden>
          {label}
        </span>
      </UnstyledButton>
    </Tooltip>
  );
}

function OwnMenu({ me }: { me: Me }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const signOut = async () => {
    await ok(api.DELETE('/api/v1/session'));
    client.clear();
    client.setQueryData(sessionQuery.queryKey, null);
    await navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="right-end" withinPortal width={230}>
      <Menu.Target>
        <UnstyledButton className={`${classes.place} ${classes.own}`}>
          <VisuallyHidden>{t('nav.own_menu')}</VisuallyHidden>
          <PersonAvatar person={{ kind: 'user', id: me.id, name: me.name }} size={30} />
          <span className={`${classes.label} ${classes.onlyBottom}`} aria-hidden>
            {t('nav.me')}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {me.name} · {me.email}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconUserCircle size={18} />}
          onClick={() => void navigate({ to: '/profile' })}
        >
          {t('nav.profile')}
        </Menu.Item>
        {me.role === 'administrator' && (
          <Menu.Item
            leftSection={<IconSettings size={18} />}
            onClick={() => void navigate({ to: '/admin/$tab', params: { tab: 'users' } })}
          >
            {t('nav.admin')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconLogout size={18} />} onClick={() => void signOut()}>
          {t('nav.sign_out')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
