// A mail as its reader would see it: in light, in the dark, and as text.
// Invariant: the frame is sandboxed whole; its pictures are data: addresses, nothing is fetched. Source: F060, F077, F125.
import { Group, SegmentedControl, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EmailPreview } from '@shared/api/types';
import classes from './MailPreview.module.css';

export type Shown = 'light' | 'dark' | 'plain';

/** How the mail is looked at. Light first: most readers have it. */
export function useShown() {
  const [shown, setShown] = useState<Shown>('light');
  return { shown, setShown, dark: shown === 'dark' };
}

interface Props {
  mail: EmailPreview | undefined;
  shown: Shown;
  onShown: (shown: Shown) => void;
  /** Beside the choice: what can be done with this mail. */
  children?: ReactNode;
}

export function MailPreview({ mail, shown, onShown, children }: Props) {
  const { t } = useTranslation();
  return (
    <section aria-label={t('appearance.preview')}>
      <Group justify="space-between" mb="xs" gap="xs" wrap="wrap">
        <Text size="sm" fw={500}>
          {t('appearance.preview')}
        </Text>
        <Group gap="xs">
          {children}
          <SegmentedControl
            aria-label={t('appearance.preview')}
            size="xs"
            value={shown}
            onChange={(value) => onShown(value as Shown)}
            data={[
              { value: 'light', label: t('appearance.light') },
              { value: 'dark', label: t('appearance.dark') },
              { value: 'plain', label: t('appearance.plain') },
            ]}
          />
        </Group>
      </Group>
      <Text size="xs" c="dimmed" mb={6}>
        {t('appearance.subject')}: {mail?.subject}
      </Text>
      {shown === 'plain' ? (
        <pre className={`${classes.preview} ${classes.text}`}>{mail?.text}</pre>
      ) : (
        <iframe
          className={classes.preview}
          data-scheme={shown}
          title={t('appearance.preview')}
          sandbox=""
          srcDoc={mail?.html ?? ''}
        />
      )}
    </section>
  );
}
