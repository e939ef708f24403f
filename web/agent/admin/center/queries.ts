// What the Messaging Center asks the server, and how it says that something changed.
// Source: api/openapi.yaml, tag messaging center.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useErrorNotice } from '@shared/ui/errors';

export const centerQuery = queryOptions({
  queryKey: ['messaging_center'],
  queryFn: () => ok(api.GET('/api/v1/messaging_center')),
});

export const rulesQuery = queryOptions({
  queryKey: ['automations'],
  queryFn: () => ok(api.GET('/api/v1/automations')),
});

export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: () => ok(api.GET('/api/v1/templates')),
});

export const vocabularyQuery = queryOptions({
  queryKey: ['automation_vocabulary'],
  queryFn: () => ok(api.GET('/api/v1/automation_vocabulary')),
});

/** Saves something of the center; everything that shows it asks again. */
export function useSave<Body>(save: (body: Body) => Promise<unknown>, onSaved?: () => void) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: save,
    onSuccess: () => {
      notifications.show({ message: t('center.saved') });
      onSaved?.();
    },
    onError: (error) => notice(error),
    onSettled: () =>
      Promise.all(
        ['messaging_center', 'automations', 'templates', 'automation_runs'].map((key) =>
          client.invalidateQueries({ queryKey: [key] }),
        ),
      ),
  });
}
