// Step 2: the support address; then the creation address to copy, with forwarding steps for each provider.
// Source: F104, F105, F113, F118, F132.
import '@mantine/core/styles/Accordion.css';
import '@mantine/core/styles/List.css';
import { Accordion, Alert, Button, Group, List, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Setup } from '@shared/api/types';
import { useErrorText } from '@shared/ui/errors';
import { sessionQuery, setupQuery } from '@agent/app/queries';
import { CopyAddress } from '@agent/admin/ChannelsTab';
import classes from './WizardPage.module.css';

interface AddressStepProps {
  setup: Setup;
  onDone: () => void;
}

export function AddressStep({ setup, onDone }: AddressStepProps) {
  const { t } = useTranslation();
  if (!setup.support_address) return <AddressForm onSkip={onDone} />;
  return (
    <Stack gap="md">
      <Text size="sm">{t('wizard.creation_address')}</Text>
      <div className={classes.address}>
        {setup.support_address}
        <CopyAddress address={setup.support_address} />
      </div>
      <Forwarding address={setup.support_address} />
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

const providers = ['microsoft', 'gmail', 'other'] as const;

function Forwarding({ address }: { address: string }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text size="sm" mb="xs">
        {t('wizard.forwarding')}
      </Text>
      <Accordion variant="separated" radius="md">
        {providers.map((provider) => (
          <Accordion.Item key={provider} value={provider}>
            <Accordion.Control>{t(`wizard.provider.${provider}.name`)}</Accordion.Control>
            <Accordion.Panel>
              <List type="ordered" size="sm" spacing={4}>
                <List.Item>{t(`wizard.provider.${provider}.one`)}</List.Item>
                <List.Item>{t(`wizard.provider.${provider}.two`, { address })}</List.Item>
                <List.Item>{t(`wizard.provider.${provider}.three`)}</List.Item>
              </List>
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </div>
  );
}
