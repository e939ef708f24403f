// An answer to a customer as it would leave with what is chosen now: in light, in the dark, and as text.
// Invariant: the frame is sandboxed whole; its pictures are data: addresses. Source: F125.
import { Group, SegmentedControl, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { EmailAppearancePatch } from '@shared/api/types';
import classes from './AppearanceTab.module.css';

const followsAfterMs = 250;
type Shown = 'light' | 'dark' | 'plain';

interface Props {
  look: EmailAppearancePatch;
  /** The one that is saved: the preview is asked for again when it changes. */
  logo: string | null;
}

export function AppearancePreview({ look, logo }: Props) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Shown>('light');
  const [settled] = useDebouncedValue(look, followsAfterMs);
  const sample = t('appearance.sample');
  const dark = shown === 'dark';
  const { data } = useQuery({
    queryKey: ['email_appearance', 'preview', settled, sample, dark, logo],
    queryFn: () =>
      ok(api.POST('/api/v1/email_appearance/preview', { body: { ...settled, sample, dark } })),
    placeholderData: keepPreviousData,
  });
  return (
    <section aria-label={t('appearance.preview')}>
      <Group justify="space-between" mb="xs" wrap="wrap">
        <Text size="sm" fw={500}>
          {t('appearance.preview')}
        </Text>
        <SegmentedControl
          size="xs"
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={[
            { value: 'light', label: t('appearance.light') },
            { value: 'dark', label: t('appearance.dark') },
            { value: 'plain', label: t('appearance.plain') },
          ]}
        />
      </Group>
      <Text size="xs" c="dimmed" mb={6}>
        {t('appearance.subject')}: {data?.subject}
      </Text>
      {shown === 'plain' ? (
        <pre className={`${classes.preview} ${classes.text}`}>{data?.text}</pre>
      ) : (
        <iframe
          className={classes.preview}
          title={t('appearance.preview')}
          sandbox=""
          srcDoc={data?.html ?? ''}
        />
      )}
    </section>
  );
}
