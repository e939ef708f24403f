// The addresses of the application; each screen is fetched when first opened.
// Invariant: nothing of a workspace is rendered before a session stands; whoever is signed out lands on /sign-in.
// Source: ui.md, "Screens".
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { type AdminTab, adminTabs } from './admin_tabs';
import { RouteFailure, RoutePending } from './route_states';
import { sessionQuery, setupQuery } from './queries';
import { parseMessengerSearch } from '@agent/messenger/search_params';
import { parseItemsSearch } from '@agent/items/search_params';
import { parseMailLogSearch } from '@agent/mail_log/search_params';
import { addTexts, adminTexts, connectTexts } from '@shared/i18n';

interface RouterContext {
  client: QueryClient;
}
/** These pages say more than the others; what they say is fetched with them. */
function withAdminTexts<T>(load: () => Promise<T>): () => Promise<T> {
  return async () => {
    await addTexts(adminTexts);
    return load();
  };
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { token?: string; next?: string } => ({
    token: typeof search.token === 'string' ? search.token : undefined,
    next: typeof search.next === 'string' && search.next.startsWith('/') ? search.next : undefined,
  }),
  component: lazyRouteComponent(() => import('@agent/session/SignInPage'), 'SignInPage'),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: '/welcome',
  component: lazyRouteComponent(
    withAdminTexts(async () => {
      await addTexts(connectTexts);
      return import('@agent/wizard/WizardPage');
    }),
    'WizardPage',
  ),
});

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (session) return;
    const setup = await context.client.fetchQuery(setupQuery);
    if (setup.step === 'account') throw redirect({ to: '/welcome' });
    throw redirect({ to: '/sign-in', search: { next: location.href } });
  },
  component: lazyRouteComponent(() => import('./Shell'), 'Shell'),
});

const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/messenger' });
  },
});

const messenger = createRoute({
  getParentRoute: () => app,
  path: '/messenger',
  validateSearch: parseMessengerSearch,
  component: lazyRouteComponent(() => import('@agent/messenger/MessengerPage'), 'MessengerPage'),
});

const conversation = createRoute({
  getParentRoute: () => messenger,
  path: '$conversationId',
  params: {
    parse: ({ conversationId }) => ({ conversationId: Number(conversationId) }),
    stringify: ({ conversationId }) => ({ conversationId: String(conversationId) }),
  },
});

const items = createRoute({
  getParentRoute: () => app,
  path: '/items',
  validateSearch: parseItemsSearch,
  component: lazyRouteComponent(() => import('@agent/items/ItemsPage'), 'ItemsPage'),
});

const item = createRoute({
  getParentRoute: () => app,
  path: '/items/$itemId',
  params: {
    parse: ({ itemId }) => ({ itemId: Number(itemId) }),
    stringify: ({ itemId }) => ({ itemId: String(itemId) }),
  },
  component: lazyRouteComponent(() => import('@agent/items/ItemPage'), 'ItemPage'),
});

const projects = createRoute({
  getParentRoute: () => app,
  path: '/projects',
  component: lazyRouteComponent(() => import('@agent/projects/ProjectsPage'), 'ProjectsPage'),
});

const project = createRoute({
  getParentRoute: () => app,
  path: '/projects/$projectId',
  params: {
    parse: ({ projectId }) => ({ projectId: Number(projectId) }),
    stringify: ({ projectId }) => ({ projectId: String(projectId) }),
  },
  component: lazyRouteComponent(() => import('@agent/projects/ProjectPage'), 'ProjectPage'),
});

const outbox = createRoute({
  getParentRoute: () => app,
  path: '/outbox',
  component: lazyRouteComponent(() => import('@agent/outbox/OutboxPage'), 'OutboxPage'),
});

const mailLog = createRoute({
  getParentRoute: () => app,
  path: '/mail-log',
  validateSearch: parseMailLogSearch,
  component: lazyRouteComponent(() => import('@agent/mail_log/MailLogPage'), 'MailLogPage'),
});

const profile = createRoute({
  getParentRoute: () => app,
  path: '/profile',
  component: lazyRouteComponent(
    withAdminTexts(() => import('@agent/profile/ProfilePage')),
    'ProfilePage',
  ),
});

const consent = createRoute({
  getParentRoute: () => app,
  path: '/admin/connect',
  component: lazyRouteComponent(async () => {
    await addTexts(connectTexts);
    return import('@agent/admin/connect/ConsentPage');
  }, 'ConsentPage'),
});

const admin = createRoute({
  getParentRoute: () => app,
  path: '/admin/$tab',
  params: {
    parse: ({ tab }): { tab: AdminTab } => ({
      tab: adminTabs.find((known) => known === tab) ?? 'users',
    }),
    stringify: ({ tab }) => ({ tab }),
  },
  component: lazyRouteComponent(
    withAdminTexts(() => import('@agent/admin/AdminPage')),
    'AdminPage',
  ),
});

const routeTree = root.addChildren([
  signIn,
  welcome,
  app.addChildren([
    home,
    messenger.addChildren([conversation]),
    items,
    item,
    projects,
    project,
    outbox,
    mailLog,
    profile,
    consent,
    admin,
  ]),
]);

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    defaultPreload: 'intent',
    defaultPendingMs: 300,
    defaultPendingComponent: RoutePending,
    defaultErrorComponent: RouteFailure,
    scrollRestoration: false,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
