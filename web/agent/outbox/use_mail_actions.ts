// Retrying and cancelling, one mail or many.
// Invariant: what the server refused is said mail by mail; nothing is shown as done that was not.
// Source: F145, F146, F150-F153, F157.
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useErrorNotice } from '@shared/ui/errors';

interface Action {
  action: 'retry' | 'cancel';
  ids: number[];
}

export function useMailActions() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: ({ action, ids }: Action) =>
      action === 'retry'
        ? ok(api.POST('/api/v1/outbox/retry', { body: { ids } }))
        : ok(api.POST('/api/v1/outbox/cancel', { body: { ids } })),
    onSuccess: (outcome, { action }) => {
      const done = outcome.items.filter((one) => one.ok).length;
      const refused = outcome.items.filter((one) => !one.ok);
      notifications.show({
        color: refused.length > 0 ? 'orange' : 'teal',
        message: [
          t(action === 'retry' ? 'outbox.retried' : 'outbox.cancelled', { count: done }),
          ...new Set(refused.map((one) => one.detail ?? one.code ?? '')),
        ].join(' '),
      });
    },
    onError: (error) => notice(error),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['outbox'] });
      await client.invalidateQueries({ queryKey: ['outbox_mail'] });
      await client.invalidateQueries({ queryKey: ['me'] });
    },
  });
}
