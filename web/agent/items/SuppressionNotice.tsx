// Where the customer's mail does not arrive: said beside the conversation, before somebody waits for an answer.
// Invariant: whoever reads it can lift it; the next bounce brings it back.
// Source: BNC-4.
import { Alert, Button, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconMailX } from '@tabler/icons-react';
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
  if (!customer?.suppression) return null;
  const { kind, reason, since } = customer.suppression;
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconMailX size={18} />}
      title={t(`suppression.${kind}`, { email: customer.email })}
    >
      <Text size="xs">
        {t('suppression.since')} <When at={since} />
        {reason && ` · ${reason}`}
      </Text>
      <Button
        mt={8}
        size="compact-xs"
        variant="default"
        loading={lift.isPending}
        onClick={() => lift.mutate()}
      >
        {t('suppression.lift')}
      </Button>
    </Alert>
  );
}
