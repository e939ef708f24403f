// What the screens about outgoing mail ask for.
// Source: F148, F180.
import { queryOptions } from '@tanstack/react-query';
import { api, ok } from '@shared/api/client';

export const retryTemplatesQuery = queryOptions({
  queryKey: ['retry_templates'],
  queryFn: () => ok(api.GET('/api/v1/retry_templates')),
});
