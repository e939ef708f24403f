// Forwarding from any provider: the creation address to copy, and the steps in the provider's own screens.
// Source: F104, F105, F107.
import '@mantine/core/styles/Accordion.css';
import '@mantine/core/styles/List.css';
import { Accordion, List, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyAddress } from '../CopyAddress';
import classes from './Connect.module.css';

const providers = ['microsoft', 'gmail', 'other'] as const;

export function ForwardingGuide({ addresses }: { addresses: string[] }) {
  const { t } = useTranslation();
  const [address] = addresses;
  if (!address) {
    return (
      <Text size="sm" mt="md" c="dimmed">
        {t('connect.no_address')}
      </Text>
    );
  }
  return (
    <Stack gap="sm" mt="md">
      <Text size="sm">{t('connect.forward_here')}</Text>
      {addresses.map((one) => (
        <div key={one} className={classes.address}>
          {one}
          <CopyAddress address={one} />
        </div>
      ))}
      <ForwardingSteps address={address} />
    </Stack>
  );
}

export function ForwardingSteps({ address }: { address: string }) {
  const { t } = useTranslation();
  return (
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
  );
}
