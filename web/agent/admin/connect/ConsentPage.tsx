// Back from the provider: the consent is traded in, both directions are tried, and the channels are shown.
// Invariant: runs once for one return; a refusal says what to do. Source: F106, F109; OAU-1 to OAU-3.
import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useErrorText } from '@shared/ui/errors';
import { Page } from '@shared/ui/Page';

export function ConsentPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const begun = useRef(false);
  const [back] = useState(() => new URLSearchParams(window.location.search));
  const { mutate, error } = useMutation({
    mutationFn: (body: { state: string; code: string }) =>
      ok(api.POST('/api/v1/mailboxes/consent/finish', { body })),
    onSuccess: async ({ address }) => {
      notifications.show({
        color: 'teal',
        message: t('connect.connected', { address }),
        closeButtonProps: { 'aria-label': t('actions.close') },
      });
      await client.invalidateQueries();
      await navigate({ to: '/admin/$tab', params: { tab: 'channels' }, replace: true });
    },
  });
  const failure = useErrorText(error);
  const state = back.get('state');
  const code = back.get('code');
  const refused = back.get('error_description') ?? back.get('error');
  useEffect(() => {
    if (begun.current || !state || !code) return;
    begun.current = true;
    mutate({ state, code });
  }, [state, code, mutate]);
  const wrong = error ? failure : code ? null : (refused ?? t('connect.nothing_granted'));
  return (
    <Page title={t('connect.title')} narrow>
      {wrong === null ? (
        <Group gap="sm" role="status">
          <Loader size="sm" />
          <Text size="sm">{t('connect.finishing')}</Text>
        </Group>
      ) : (
        <Stack gap="sm">
          <Alert color="red" icon={<IconAlertTriangle />} role="alert">
            {wrong}
          </Alert>
          <Button
            component={Link}
            to="/admin/channels"
            variant="default"
            style={{ alignSelf: 'flex-start' }}
          >
            {t('connect.back')}
          </Button>
        </Stack>
      )}
    </Page>
  );
}
