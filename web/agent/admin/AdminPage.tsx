// Administration: users, customers, channels, connectors, and what keeps mail from leaving.
// Source: ui.md, "Administration", "Users, Teams, Customers".
import { Tabs } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { RoutePending } from '@agent/app/route_states';
import { adminTabs } from '@agent/app/admin_tabs';
import {
  addTexts,
  chatTexts,
  connectTexts,
  directoryTexts,
  type Loaders,
  sendingTexts,
  workTexts,
} from '@shared/i18n';
import { Page } from '@shared/ui/Page';

const portalTexts: Loaders = {
  en: () => import('@shared/i18n/portal_admin/en.json'),
  fr: () => import('@shared/i18n/portal_admin/fr.json'),
  it: () => import('@shared/i18n/portal_admin/it.json'),
  ru: () => import('@shared/i18n/portal_admin/ru.json'),
};

const appearanceTexts: Loaders = {
  en: () => import('@shared/i18n/appearance/en.json'),
  fr: () => import('@shared/i18n/appearance/fr.json'),
  it: () => import('@shared/i18n/appearance/it.json'),
  ru: () => import('@shared/i18n/appearance/ru.json'),
};

const auditTexts: Loaders = {
  en: () => import('@shared/i18n/audit/en.json'),
  fr: () => import('@shared/i18n/audit/fr.json'),
  it: () => import('@shared/i18n/audit/it.json'),
  ru: () => import('@shared/i18n/audit/ru.json'),
};

const centerTexts: Loaders = {
  en: () => import('@shared/i18n/center/en.json'),
  fr: () => import('@shared/i18n/center/fr.json'),
  it: () => import('@shared/i18n/center/it.json'),
  ru: () => import('@shared/i18n/center/ru.json'),
};

const panels = {
  users: lazy(async () => {
    await addTexts(directoryTexts);
    return import('./UsersTab');
  }),
  teams: lazy(async () => {
    await addTexts(directoryTexts);
    return import('./directory/TeamsTab');
  }),
  customers: lazy(async () => {
    await addTexts(directoryTexts);
    return import('./CustomersTab');
  }),
  timesheets: lazy(async () => {
    await Promise.all([addTexts(workTexts), addTexts(directoryTexts)]);
    return import('./directory/TimesheetsTab');
  }),
  channels: lazy(async () => {
    await Promise.all([addTexts(chatTexts), addTexts(connectTexts), addTexts(sendingTexts)]);
    return import('./ChannelsTab');
  }),
  tickets: lazy(async () => {
    await Promise.all([addTexts(connectTexts), addTexts(workTexts)]);
    return import('./TicketsTab');
  }),
  connectors: lazy(async () => {
    await addTexts(sendingTexts);
    return import('./ConnectorsTab');
  }),
  appearance: lazy(async () => {
    await addTexts(appearanceTexts);
    return import('./AppearanceTab');
  }),
  filters: lazy(() => import('./FiltersTab')),
  center: lazy(async () => {
    await Promise.all([addTexts(centerTexts), addTexts(appearanceTexts)]);
    return import('./center/CenterTab');
  }),
  portal: lazy(async () => {
    await addTexts(portalTexts);
    return import('./PortalTab');
  }),
  audit: lazy(async () => {
    await Promise.all([addTexts(auditTexts), addTexts(centerTexts)]);
    return import('./AuditTab');
  }),
};

const route = getRouteApi('/app/admin/$tab');

export function AdminPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { tab } = route.useParams();
  const Panel = panels[tab];
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // On a telephone the tabs are wider than the screen: the open one must be among those that show.
    list.current
      ?.querySelector('[aria-selected=true]')
      ?.scrollIntoView({ inline: 'center', block: 'nearest' });
  }, [tab]);
  return (
    <Page title={t('nav.admin')}>
      <Tabs
        value={tab}
        onChange={(value) => {
          const wanted = adminTabs.find((known) => known === value);
          if (wanted) void navigate({ to: '/admin/$tab', params: { tab: wanted } });
        }}
      >
        <Tabs.List ref={list} mb="md" style={{ flexWrap: 'nowrap', overflowX: 'auto' }}>
          {adminTabs.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`admin.tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <Suspense fallback={<RoutePending />}>
            <Panel />
          </Suspense>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
