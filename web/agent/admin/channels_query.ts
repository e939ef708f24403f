// The inbound channels, which are also the queues.
// Source: api/openapi.yaml, list_channels.
import { queryOptions } from '@tanstack/react-query';
import { api, ok } from '@shared/api/client';

export const channelsQuery = queryOptions({
  queryKey: ['channels'],
  queryFn: () => ok(api.GET('/api/v1/channels')),
});
