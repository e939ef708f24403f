// Errors in words: what happened, what was kept, what to do.
// Invariant: a code known here is told in the reader's language; anything else shows the server's own sentence.
// Source: ui.md, "Honest".
import { Alert, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { i18n } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@shared/api/client';
import { codeInWords, inWords } from '@shared/wording';

/** What a form calls the members of a request. */
const fieldLabels = {
  name: 'users.name',
  email: 'users.email',
  role: 'users.role',
  password: 'sign_in.password',
  current_password: 'profile.password_current',
  new_password: 'profile.password_new',
  signature: 'profile.signature',
  address: 'filters.address',
  reason: 'filters.reason',
  color: 'channels.color',
  client_networks: 'channels.networks',
  host: 'connectors.field.host',
  port: 'connectors.field.port',
  tls: 'connectors.field.tls',
  username: 'connectors.field.username',
  from_address: 'connectors.field.from_address',
  title: 'items.column.title',
  until: 'quiet.ends',
  to: 'outbox.column.to',
} as const;

type Label = keyof typeof fieldLabels;

function fieldWords(texts: i18n, field: ApiError['fields'][number]): string {
  const known = field.field in fieldLabels ? fieldLabels[field.field as Label] : null;
  const label = known ? texts.t(known) : field.field;
  return `${label}: ${inWords(texts, field.wording, field.message, Date.now())}.`;
}

/** Any error as sentences for the reader. */
export function errorWords(texts: i18n, error: unknown): string {
  if (!(error instanceof ApiError)) return texts.t('errors.unknown');
  if (error.code === 'network') return texts.t('errors.network');
  const sentence = codeInWords(texts, 'problem', error.code);
  if (sentence === null) return error.message;
  return [sentence, ...error.fields.map((field) => fieldWords(texts, field))].join(' ');
}

/** A function that puts any error into a sentence for the reader. */
export function useErrorWords(): (error: unknown) => string {
  const { i18n: texts } = useTranslation();
  return useCallback((error) => errorWords(texts, error), [texts]);
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
