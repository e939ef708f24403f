// The app registration at Microsoft 365, for the screens that enter it and those that warn of its end.
import { queryOptions } from '@tanstack/react-query';
import { api, ok } from '@shared/api/client';

export const oauthClientQuery = queryOptions({
  queryKey: ['oauth_client'],
  queryFn: () => ok(api.GET('/api/v1/oauth_client')),
});

/** From so many days before it is worth saying. */
export const warningDays = 30;
