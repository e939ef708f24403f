// Connect a mailbox: one card for each provider, the recommended way marked, forwarding as the alternative.
// Invariant: nothing is connected that was not tried in both directions first (OAU-3).
// Source: F103-F107, F110-F113, F132.
import { Badge, Group, Text, UnstyledButton } from '@mantine/core';
import {
  IconArrowForwardUp,
  IconBrandGoogle,
  IconBrandWindows,
  IconMailbox,
  type IconProps,
} from '@tabler/icons-react';
import { type ComponentType, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Card } from '@shared/ui/Page';
import { ForwardingGuide } from './ForwardingGuide';
import { MailboxForm } from './MailboxForm';
import { MicrosoftForm } from './MicrosoftForm';
import classes from './Connect.module.css';

const ways = ['microsoft365', 'gmail', 'other', 'forwarding'] as const;
export type Way = (typeof ways)[number];

const icons: Record<Way, ComponentType<IconProps>> = {
  microsoft365: IconBrandWindows,
  gmail: IconBrandGoogle,
  other: IconMailbox,
  forwarding: IconArrowForwardUp,
};

interface ConnectMailboxProps {
  /** Creation addresses that mail can be forwarded to; without them forwarding is not among the ways. */
  addresses?: string[];
  onConnected?: () => void;
}

export function ConnectMailbox({ addresses, onConnected }: ConnectMailboxProps) {
  const { t } = useTranslation();
  const [way, setWay] = useState<Way | null>(null);
  return (
    <Card title={t('connect.title')} text={t('connect.text')}>
      <div className={classes.ways} role="group" aria-label={t('connect.title')}>
        {ways
          .filter((one) => one !== 'forwarding' || addresses)
          .map((one) => (
            <WayCard key={one} way={one} chosen={way === one} onChoose={() => setWay(one)} />
          ))}
      </div>
      {way === 'forwarding' && addresses && <ForwardingGuide addresses={addresses} />}
      {way === 'microsoft365' && <MicrosoftForm />}
      {(way === 'gmail' || way === 'other') && (
        <MailboxForm
          key={way}
          provider={way}
          onConnected={() => {
            setWay(null);
            onConnected?.();
          }}
        />
      )}
    </Card>
  );
}

interface WayCardProps {
  way: Way;
  chosen: boolean;
  onChoose: () => void;
}

function WayCard({ way, chosen, onChoose }: WayCardProps) {
  const { t } = useTranslation();
  const Icon = icons[way];
  return (
    <UnstyledButton
      className={classes.way}
      aria-pressed={chosen}
      data-testid={`connect-${way}`}
      onClick={onChoose}
    >
      <Group gap={8} wrap="nowrap">
        <Icon size={20} stroke={1.6} aria-hidden />
        <Text fw={650} size="sm">
          {t(`connect.way.${way}.name`)}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        {t(`connect.way.${way}.text`)}
      </Text>
      {way !== 'forwarding' && (
        <Badge size="sm" variant="light">
          {t(`connect.way.${way}.badge`)}
        </Badge>
      )}
    </UnstyledButton>
  );
}
