// Errors in words: what happened, what was kept, what to do.
// Invariant: a code known here is told in the reader's language; anything else shows the server's own sentence.
// Source: ui.md, "Honest".
import { Alert, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@shared/api/client';

const knownCodes = [
  'network',
  'wrong_credentials',
  'too_many_attempts',
  'link_not_valid',
  'signed_out',
  'administrators_only',
  'version_differs',
  'too_late_to_cancel',
  'not_found',
  'already_set_up',
] as const;
type KnownCode = (typeof knownCodes)[number];

function knownCode(error: unknown): KnownCode | null {
  if (!(error instanceof ApiError)) return null;
  return knownCodes.find((code) => code === error.code) ?? null;
}

/** A function that puts any error into a sentence for the reader. */
export function useErrorWords(): (error: unknown) => string {
  const { t } = useTranslation();
  return useCallback(
    (error) => {
      const code = knownCode(error);
      if (code) return t(`errors.${code}`);
      if (error instanceof ApiError) {
        const fields = error.fields.map(({ message }) => message).join(' ');
        return fields ? `${error.message} ${fields}` : error.message;
      }
      return t('errors.unknown');
    },
    [t],
  );
}

export function useErrorText(error: unknown): string {
  return useErrorWords()(error);
}

/** Tells of a failed action without taking the screen away. */
export function useErrorNotice(): (error: unknown, kept?: string) => void {
  const words = useErrorWords();
  return useCallback(
    (error, kept) =>
      void notifications.show({
        color: 'red',
        icon: <IconAlertTriangle size={18} />,
        message: kept ? `${words(error)} ${kept}` : words(error),
        autoClose: 8000,
      }),
    [words],
  );
}

interface FailureProps {
  error: unknown;
  retry?: () => void;
}

/** Stands where data should stand, and says why it does not. */
export function Failure({ error, retry }: FailureProps) {
  const { t } = useTranslation();
  const text = useErrorText(error);
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle />}
      m="md"
      title={t('errors.title')}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm">{text}</Text>
        {retry && (
          <Button size="xs" variant="default" onClick={retry}>
            {t('actions.try_again')}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
