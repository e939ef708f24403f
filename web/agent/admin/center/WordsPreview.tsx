// The text of a template or of a system email as a mail that leaves, in its language; a test to oneself.
// Invariant: it shows what the server makes of the words, inside the frame that every mail has; it follows keystrokes after a pause.
// Source: F060, F070, F077, F125; issue 6 points 1 and 4.
import { Button, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { MailWords } from '@shared/api/types';
import { type Language } from '@shared/i18n';
import { useErrorNotice, useErrorText } from '@shared/ui/errors';
import { MailPreview, useShown } from '../MailPreview';

const followsAfterMs = 250;

interface Props {
  kind: 'template' | 'system' | 'relay';
  name?: string;
  language: Language;
  words: MailWords;
}

export function WordsPreview({ kind, name, language, words }: Props) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const { shown, setShown, dark } = useShown();
  const [settled] = useDebouncedValue(words, followsAfterMs);
  const about = { kind, language, ...(name ? { name } : {}) };
  const complete = settled.subject.trim() !== '' && settled.html.trim() !== '';
  const { data, error } = useQuery({
    queryKey: ['email_preview', about, settled, dark],
    queryFn: () =>
      ok(api.POST('/api/v1/email_previews', { body: { ...about, words: settled, dark } })),
    enabled: complete,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const trouble = useErrorText(error);
  const test = useMutation({
    mutationFn: () =>
      ok(api.POST('/api/v1/email_tests', { body: { ...about, words, dark: false } })),
    onSuccess: ({ address }) =>
      notifications.show({ message: t('center.words.tested', { address }) }),
    onError: (failure) => notice(failure),
  });
  return (
    <>
      {error && (
        <Text size="sm" c="red" role="alert">
          {trouble}
        </Text>
      )}
      {!complete && (
        <Text size="sm" c="dimmed">
          {t('center.words.incomplete')}
        </Text>
      )}
      {complete && (
        <MailPreview mail={error ? undefined : data} shown={shown} onShown={setShown}>
          <Button
            size="compact-xs"
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate()}
          >
            {t('center.words.test')}
          </Button>
        </MailPreview>
      )}
    </>
  );
}
