// Where the customer's mail does not arrive, for good or this time, or is unwanted: said beside the conversation.
// Invariant: whoever reads it can lift it; the next bounce brings it back.
// Source: BNC-4, BNC-7.
import { Alert, Button, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconMailExclamation, IconMailX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Customer } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { When } from '@shared/ui/When';
import { customerQuery } from '@agent/app/queries';

/** Lets mail go to the customer again. */
export function useLiftSuppression(id: number) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: () =>
      ok(api.DELETE('/api/v1/customers/{id}/suppression', { params: { path: { id } } })),
    onSuccess: (customer: Customer) => client.setQueryData(['customer', id], customer),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['customers'] }),
  });
}

export function SuppressionNotice({ customerId }: { customerId: number }) {
  const { t } = useTranslation();
  const { data: customer } = useQuery(customerQuery(customerId));
  const lift = useLiftSuppression(customerId);
  if (!customer) return null;
  const { suppression, soft_bounces: soft, complained_at: complained, email } = customer;
  if (!suppression && !soft && !complained) return null;
  const kind = complained ? 'complaint' : suppression ? suppression.kind : 'soft';
  const since = suppression?.since ?? complained ?? soft?.last_at;
  const reason = suppression?.reason ?? soft?.reason;
  return (
    <Alert
      color={suppression ? 'orange' : 'yellow'}
      variant="light"
      icon={suppression ? <IconMailX size={18} /> : <IconMailExclamation size={18} />}
      title={t(`suppression.${kind}`, { email, count: soft?.count ?? 0 })}
      data-testid={`mail-standing-${kind}`}
    >
      <Text size="xs">
        {t(suppression ? 'suppression.since' : 'suppression.last')} {since && <When at={since} />}
        {reason && ` · ${reason}`}
      </Text>
      <Button
        mt={8}
        size="compact-xs"
        variant="default"
        loading={lift.isPending}
        onClick={() => lift.mutate()}
      >
        {t(suppression ? 'suppression.lift' : 'suppression.settle')}
      </Button>
    </Alert>
  );
}
