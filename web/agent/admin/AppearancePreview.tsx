// An answer to a customer as it would leave with what is chosen now, saved or not.
// Invariant: asking for it saves nothing. Source: F125.
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { EmailAppearancePatch } from '@shared/api/types';
import { MailPreview, useShown } from './MailPreview';

const followsAfterMs = 250;

interface Props {
  look: EmailAppearancePatch;
  /** The one that is saved: the preview is asked for again when it changes. */
  logo: string | null;
}

export function AppearancePreview({ look, logo }: Props) {
  const { t } = useTranslation();
  const { shown, setShown, dark } = useShown();
  const [settled] = useDebouncedValue(look, followsAfterMs);
  const sample = t('appearance.sample');
  const { data } = useQuery({
    queryKey: ['email_appearance', 'preview', settled, sample, dark, logo],
    queryFn: () =>
      ok(api.POST('/api/v1/email_appearance/preview', { body: { ...settled, sample, dark } })),
    placeholderData: keepPreviousData,
  });
  return <MailPreview mail={data} shown={shown} onShown={setShown} />;
}
