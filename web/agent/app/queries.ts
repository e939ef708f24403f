// Every question to the server that more than one screen asks, under one name each.
// Invariant: a query key stands in exactly one place, here; live events invalidate by these keys.
// Source: ui.md, "TanStack Query (server state)".
import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query';
import { api, ApiError, ok, setCsrfToken } from '@shared/api/client';
import type { ConversationFilter, ConversationSection, Session } from '@shared/api/types';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && isTransient(error),
      },
      mutations: { retry: false },
    },
  });
}

function isTransient(error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}

async function fetchSession(): Promise<Session | null> {
  try {
    const session = await ok(api.GET('/api/v1/session'));
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

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => ok(api.GET('/api/v1/setup')),
});

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => ok(api.GET('/api/v1/me')),
});

const pageSize = 50;

export const conversationsQuery = (
  section: ConversationSection,
  filter: ConversationFilter,
  q: string,
) =>
  infiniteQueryOptions({
    queryKey: ['conversations', section, filter, q],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/conversations', {
          params: {
            query: {
              section,
              filter,
              limit: pageSize,
              q: q || undefined,
              cursor: pageParam ?? undefined,
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const conversationQuery = (id: number) =>
  queryOptions({
    queryKey: ['conversation', id],
    queryFn: () => ok(api.GET('/api/v1/conversations/{id}', { params: { path: { id } } })),
  });

/** Pages of messages, the newest page first; ascending within a page. */
export const messagesQuery = (conversationId: number) =>
  infiniteQueryOptions({
    queryKey: ['messages', conversationId],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/conversations/{id}/messages', {
          params: {
            path: { id: conversationId },
            query: { limit: pageSize, cursor: pageParam ?? undefined },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });

export const draftQuery = (conversationId: number) =>
  queryOptions({
    queryKey: ['draft', conversationId],
    queryFn: () =>
      ok(api.GET('/api/v1/conversations/{id}/draft', { params: { path: { id: conversationId } } })),
  });

/** Whom a message can name: few enough to be asked once and looked through here. */
export const mentionableQuery = (conversationId: number) =>
  queryOptions({
    queryKey: ['mentionable', conversationId],
    queryFn: () =>
      ok(
        api.GET('/api/v1/conversations/{id}/mentionable', {
          params: { path: { id: conversationId }, query: { limit: 200 } },
        }),
      ),
  });

export const cannedRepliesQuery = queryOptions({
  queryKey: ['canned_replies'],
  queryFn: () => ok(api.GET('/api/v1/canned_replies', { params: { query: { limit: 200 } } })),
});

export const mutesQuery = queryOptions({
  queryKey: ['mutes'],
  queryFn: () => ok(api.GET('/api/v1/me/mutes')),
});

export const itemQuery = (id: number) =>
  queryOptions({
    queryKey: ['item', id],
    queryFn: () => ok(api.GET('/api/v1/items/{id}', { params: { path: { id } } })),
  });

export const customerQuery = (id: number) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: () => ok(api.GET('/api/v1/customers/{id}', { params: { path: { id } } })),
  });

export const itemConversationsQuery = (id: number) =>
  queryOptions({
    queryKey: ['item', id, 'conversations'],
    queryFn: () => ok(api.GET('/api/v1/items/{id}/conversations', { params: { path: { id } } })),
  });

export const followersQuery = (itemId: number) =>
  queryOptions({
    queryKey: ['item', itemId, 'followers'],
    queryFn: () =>
      ok(api.GET('/api/v1/items/{id}/followers', { params: { path: { id: itemId } } })),
  });

export const itemLinksQuery = (itemId: number) =>
  queryOptions({
    queryKey: ['item', itemId, 'links'],
    queryFn: () => ok(api.GET('/api/v1/items/{id}/links', { params: { path: { id: itemId } } })),
  });

export const timelineQuery = (itemId: number) =>
  queryOptions({
    queryKey: ['item', itemId, 'timeline'],
    queryFn: () =>
      ok(
        api.GET('/api/v1/items/{id}/timeline', {
          params: { path: { id: itemId }, query: { limit: 100 } },
        }),
      ),
  });

export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: () => ok(api.GET('/api/v1/users', { params: { query: { limit: 200 } } })),
});

export const itemFieldsQuery = queryOptions({
  queryKey: ['item_fields'],
  queryFn: () => ok(api.GET('/api/v1/item_fields')),
});

export const teamsQuery = queryOptions({
  queryKey: ['teams'],
  queryFn: () => ok(api.GET('/api/v1/teams', { params: { query: { limit: 200 } } })),
});

export const statusesQuery = queryOptions({
  queryKey: ['item_statuses'],
  queryFn: () => ok(api.GET('/api/v1/item_statuses')),
  staleTime: 10 * 60_000,
});

export const queuesQuery = queryOptions({
  queryKey: ['queues'],
  queryFn: () => ok(api.GET('/api/v1/queues')),
});

export const explainQuery = (messageId: number) =>
  queryOptions({
    queryKey: ['explain', messageId],
    queryFn: () => ok(api.GET('/api/v1/explain', { params: { query: { message_id: messageId } } })),
    staleTime: 0,
  });

export const explainPersonQuery = (itemId: number, person: string) =>
  infiniteQueryOptions({
    queryKey: ['explain', 'person', itemId, person],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/items/{id}/explain', {
          params: { path: { id: itemId }, query: { person, cursor: pageParam, limit: 30 } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 0,
  });

export const audienceQuery = (conversationId: number, mentions: number[] = []) =>
  queryOptions({
    queryKey: ['audience', conversationId, mentions.join()],
    queryFn: () =>
      ok(
        api.POST('/api/v1/conversations/{id}/audience', {
          params: { path: { id: conversationId } },
          body: { mentions },
        }),
      ),
    staleTime: 15_000,
  });

export const projectsQuery = queryOptions({
  queryKey: ['projects'],
  queryFn: () => ok(api.GET('/api/v1/projects', { params: { query: { limit: 200 } } })),
});

export const projectQuery = (id: number) =>
  queryOptions({
    queryKey: ['project', id],
    queryFn: () => ok(api.GET('/api/v1/projects/{id}', { params: { path: { id } } })),
  });

export const projectConversationsQuery = (id: number) =>
  queryOptions({
    queryKey: ['project', id, 'conversations'],
    queryFn: () => ok(api.GET('/api/v1/projects/{id}/conversations', { params: { path: { id } } })),
  });

export const projectMembersQuery = (id: number) =>
  queryOptions({
    queryKey: ['project', id, 'members'],
    queryFn: () => ok(api.GET('/api/v1/projects/{id}/members', { params: { path: { id } } })),
  });

export const projectFollowersQuery = (id: number) =>
  queryOptions({
    queryKey: ['project', id, 'followers'],
    queryFn: () => ok(api.GET('/api/v1/projects/{id}/followers', { params: { path: { id } } })),
  });

export const invitationsQuery = queryOptions({
  queryKey: ['invitations'],
  queryFn: () => ok(api.GET('/api/v1/invitations')),
});
