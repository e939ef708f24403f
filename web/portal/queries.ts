// Every question of the portal to the server, under one name each.
// Invariant: a query key stands in exactly one place, here; live events invalidate by these keys.
// Source: api/openapi.yaml, tags portal and own.
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import { api, ApiError, ok, setCsrfToken } from '@shared/api/client';
import type { PortalSession } from '@shared/api/types';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
    },
  });
}

/** What the portal is called; null when there is none. */
export const portalQuery = queryOptions({
  queryKey: ['portal'],
  queryFn: async () => {
    try {
      return await ok(api.GET('/api/v1/portal'));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'portal_off') return null;
      throw error;
    }
  },
  staleTime: Infinity,
});

async function fetchSession(): Promise<PortalSession | null> {
  try {
    const session = await ok(api.GET('/api/v1/portal/session'));
    setCsrfToken(session.csrf_token);
    return session;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** Who is signed in, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: fetchSession,
  staleTime: Infinity,
});

export const formsQuery = queryOptions({
  queryKey: ['forms'],
  queryFn: () => ok(api.GET('/api/v1/portal/forms')),
});

export type RequestState = 'open' | 'closed' | 'all';
export type Whose = 'mine' | 'organization';

const pageSize = 30;

export const requestsQuery = (state: RequestState, whose: Whose, q: string) =>
  infiniteQueryOptions({
    queryKey: ['requests', state, whose, q],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/portal/requests', {
          params: {
            query: {
              state: state === 'all' ? undefined : state,
              whose,
              q: q || undefined,
              limit: pageSize,
              cursor: pageParam ?? undefined,
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const requestQuery = (id: number) =>
  queryOptions({
    queryKey: ['request', id],
    queryFn: () => ok(api.GET('/api/v1/portal/requests/{id}', { params: { path: { id } } })),
  });

/** Pages of messages, the newest page first; ascending within a page. */
export const messagesQuery = (conversationId: number) =>
  infiniteQueryOptions({
    queryKey: ['messages', conversationId],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/my/conversations/{id}/messages', {
          params: {
            path: { id: conversationId },
            query: { limit: 50, cursor: pageParam ?? undefined },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
