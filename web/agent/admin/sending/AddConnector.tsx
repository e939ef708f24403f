// "Add outgoing email": another way out, of one of four kinds, without touching what comes in.
// Source: F119-F121; product-facts 2.2.
import { Button, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconMailPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '@shared/ui/Page';
import { type NewKind, newKinds } from './connector_draft';
import { ConnectorForm } from './ConnectorForm';

export function AddConnector() {
  const { t } = useTranslation();
  const [kind, setKind] = useState<NewKind | null>(null);
  if (!kind) {
    return (
      <Button
        leftSection={<IconMailPlus size={17} />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => setKind('smtp')}
      >
        {t('sending.connector.add')}
      </Button>
    );
  }
  return (
    <Card title={t('sending.connector.add')} text={t('sending.connector.add_text')}>
      <Stack gap="sm">
        <SegmentedControl
          size="xs"
          aria-label={t('sending.connector.kind')}
          style={{ alignSelf: 'flex-start', maxWidth: '100%', overflowX: 'auto' }}
          value={kind}
          data={newKinds.map((value) => ({ value, label: t(`connectors.kind.${value}`) }))}
          onChange={(value) => setKind(newKinds.find((known) => known === value) ?? 'smtp')}
        />
        <Text size="sm" c="dimmed">
          {t(`sending.connector.about.${kind}`)}
        </Text>
        <ConnectorForm key={kind} kind={kind} onDone={() => setKind(null)} />
      </Stack>
    </Card>
  );
}
