// Retrying, cancelling and treating as sent, one mail or many.
// Invariant: what the server refused is said mail by mail; nothing is shown as done that was not.
// Source: F145, F146, F150-F153, F157.
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useErrorNotice } from '@shared/ui/errors';
import { codeInWords } from '@shared/wording';

export type MailAction = 'retry' | 'cancel' | 'settle';

interface Action {
  action: MailAction;
  ids: number[];
}

const routes = {
  retry: '/api/v1/outbox/retry',
  cancel: '/api/v1/outbox/cancel',
  settle: '/api/v1/outbox/treat_as_sent',
} as const;
const done = {
  retry: 'outbox.retried',
  cancel: 'outbox.cancelled',
  settle: 'outbox.settled',
} as const;

export function useMailActions() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: ({ action, ids }: Action) => ok(api.POST(routes[action], { body: { ids } })),
    onSuccess: (outcome, { action }) => {
      const count = outcome.items.filter((one) => one.ok).length;
      const refused = outcome.items.filter((one) => !one.ok);
      notifications.show({
        color: refused.length > 0 ? 'orange' : 'teal',
        closeButtonProps: { 'aria-label': t('actions.close') },
        message: [
          t(done[action], { count }),
          ...new Set(
            refused.map((one) => codeInWords(i18n, 'problem', one.code ?? '') ?? one.detail ?? ''),
          ),
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
