// The mailboxes that are fetched, for the cards of their channels.
// Invariant: asked anew every few seconds while it is shown, because health has no event of its own.
// Source: issue 5, "health of each"; api/openapi.yaml, list_mailboxes.
import { queryOptions } from '@tanstack/react-query';
import { api, ok } from '@shared/api/client';

const everyMs = 5_000;

export const mailboxesQuery = queryOptions({
  queryKey: ['mailboxes'],
  queryFn: () => ok(api.GET('/api/v1/mailboxes')),
  refetchInterval: everyMs,
});
