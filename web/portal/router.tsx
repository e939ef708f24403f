// The addresses of the portal, all under /portal.
// Invariant: nothing of a customer is rendered before their session stands; whoever is signed out lands on /sign-in and
// comes back from there to where they wanted to go.
// Source: ui.md, "Portal".
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { QueryClient } from '@tanstack/react-query';
import { Frame, FrameFailure, FramePending } from './Frame';
import { NewRequestPage } from './NewRequestPage';
import { ProfilePage } from './ProfilePage';
import { portalQuery, sessionQuery } from './queries';
import { RequestPage } from './RequestPage';
import { RequestsPage } from './RequestsPage';
import { parseRequestsSearch } from './search_params';
import { SignInPage } from './SignInPage';

interface RouterContext {
  client: QueryClient;
}

const root = createRootRouteWithContext<RouterContext>()({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { token?: string; next?: string } => ({
    token: typeof search.token === 'string' ? search.token : undefined,
    next:
      typeof search.next === 'string' && /^\/[\w/-]*$/.test(search.next) ? search.next : undefined,
  }),
  loader: ({ context }) => context.client.ensureQueryData(portalQuery),
  component: SignInPage,
});

const app = createRoute({
  getParentRoute: () => root,
  id: 'app',
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/sign-in', search: { next: location.pathname } });
  },
  loader: ({ context }) => context.client.ensureQueryData(portalQuery),
  component: Frame,
});

const requests = createRoute({
  getParentRoute: () => app,
  path: '/',
  validateSearch: parseRequestsSearch,
  component: RequestsPage,
});

const request = createRoute({
  getParentRoute: () => app,
  path: '/requests/$requestId',
  params: {
    parse: ({ requestId }) => ({ requestId: Number(requestId) }),
    stringify: ({ requestId }) => ({ requestId: String(requestId) }),
  },
  component: RequestPage,
});

const newRequest = createRoute({
  getParentRoute: () => app,
  path: '/new',
  component: NewRequestPage,
});

const profile = createRoute({
  getParentRoute: () => app,
  path: '/profile',
  component: ProfilePage,
});

const routeTree = root.addChildren([
  signIn,
  app.addChildren([requests, request, newRequest, profile]),
]);

export function createPortalRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    basepath: '/portal',
    context: { client },
    defaultPendingMs: 300,
    defaultPendingComponent: FramePending,
    defaultErrorComponent: FrameFailure,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPortalRouter>;
  }
}
