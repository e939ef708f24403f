// Step 2: the support address; then the creation address to copy, with forwarding steps for each provider.
// Source: F104, F105, F113, F118, F132.
import '@mantine/core/styles/Divider.css';
import { Alert, Button, Divider, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Setup } from '@shared/api/types';
import { useErrorText } from '@shared/ui/errors';
import { sessionQuery, setupQuery } from '@agent/app/queries';
import { ConnectMailbox } from '@agent/admin/connect/ConnectMailbox';
import { ForwardingSteps } from '@agent/admin/connect/ForwardingGuide';
import { CopyAddress } from '@agent/admin/CopyAddress';
import classes from './WizardPage.module.css';

interface AddressStepProps {
  setup: Setup;
  onDone: () => void;
}

export function AddressStep({ setup, onDone }: AddressStepProps) {
  const { t } = useTranslation();
  if (!setup.support_address)
    return (
      <Stack gap="lg">
        <AddressForm onSkip={onDone} />
        <Divider label={t('connect.or_connect')} labelPosition="center" />
        <ConnectMailbox onConnected={onDone} />
      </Stack>
    );
  return (
    <Stack gap="md">
      <Text size="sm">{t('wizard.creation_address')}</Text>
      <div className={classes.address}>
        {setup.support_address}
        <CopyAddress address={setup.support_address} />
      </div>
      <Text size="sm">{t('wizard.forwarding')}</Text>
      <ForwardingSteps address={setup.support_address} />
      <Group justify="flex-end">
        <Button onClick={onDone}>{t('wizard.go_on')}</Button>
      </Group>
    </Stack>
  );
}

function AddressForm({ onSkip }: { onSkip: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const [address, setAddress] = useState('');
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: () =>
      ok(api.POST('/api/v1/setup/support_address', { body: { address, name: name || undefined } })),
    onSuccess: (setup) => client.setQueryData(setupQuery.queryKey, setup),
  });
  const failure = useErrorText(save.error);
  const personal = address.trim().toLowerCase() === session?.user.email;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {save.error && (
          <Alert color="red" icon={<IconAlertTriangle />} role="alert">
            {failure}
          </Alert>
        )}
        <Text size="sm">{t('wizard.address_text')}</Text>
        <TextInput
          label={t('wizard.address')}
          type="email"
          required
          autoFocus
          placeholder="support@example.com"
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        {personal && (
          <Alert color="orange" icon={<IconAlertTriangle />}>
            {t('wizard.personal_warning')}
          </Alert>
        )}
        <TextInput
          label={t('wizard.sender_name')}
          description={t('wizard.sender_name_text')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="space-between" mt="xs">
          <Button variant="subtle" onClick={onSkip}>
            {t('wizard.skip')}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t('wizard.save_address')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
