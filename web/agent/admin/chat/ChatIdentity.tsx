// The secret with which a site vouches for its signed-in visitors; shown once.
// Source: SEC-10, SEC-20.
import { Alert, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useErrorNotice } from '@shared/ui/errors';
import { Code } from './ChatSnippet';
import { type ChatWidget, widgetsQuery } from './queries';

export function ChatIdentity({ widget }: { widget: ChatWidget }) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const client = useQueryClient();
  const notice = useErrorNotice();
  const renew = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/chat_widgets/{id}/identity_secret', {
          params: { path: { id: widget.id } },
        }),
      ),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: widgetsQuery.queryKey }),
  });
  return (
    <Stack gap="xs">
      <Title order={3}>{t('identity')}</Title>
      <Text size="sm" maw={720}>
        {t('identity_text')}
      </Text>
      <Group gap="sm">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconKey size={15} />}
          loading={renew.isPending}
          onClick={() => renew.mutate()}
        >
          {t(widget.has_identity_secret ? 'identity_renew' : 'identity_make')}
        </Button>
        {!renew.data && (
          <Text size="sm" c="dimmed">
            {t(widget.has_identity_secret ? 'identity_there' : 'identity_none')}
          </Text>
        )}
      </Group>
      {renew.data && (
        <Alert color="teal" role="status" title={t('identity_shown')}>
          <Code text={renew.data.secret} />
        </Alert>
      )}
    </Stack>
  );
}
