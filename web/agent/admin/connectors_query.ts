// The outbound routes, asked for by several screens.
// Source: F119, F123.
import { queryOptions } from '@tanstack/react-query';
import { api, ok } from '@shared/api/client';

export const connectorsQuery = queryOptions({
  queryKey: ['connectors'],
  queryFn: () => ok(api.GET('/api/v1/connectors')),
});
