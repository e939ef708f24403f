// What a provider asks before it forwards to a channel: the code to enter there, or the link that says yes.
// Invariant: the link leads to the provider itself (the server keeps no other, and none of a sender that is not proved); nothing is confirmed without a click.
// Source: F104, F105; FWD-5.
import { Alert, Anchor, Button, Code, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { IconExternalLink, IconMailForward } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { ForwardingRequest as Asked } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { When } from '@shared/ui/When';
import { channelsQuery } from '../channels_query';

export function ForwardingRequest({ channelId, asked }: { channelId: number; asked: Asked }) {
  const { t } = useTranslation();
  const isGmail = asked.provider === 'gmail';
  const client = useQueryClient();
  const notice = useErrorNotice();
  const dismiss = useMutation({
    mutationFn: () =>
      ok(
        api.DELETE('/api/v1/channels/{id}/forwarding_request', {
          params: { path: { id: channelId } },
        }),
      ),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
  return (
    <Alert
      mt="md"
      color="brand"
      icon={<IconMailForward />}
      title={
        isGmail
          ? t('connect.asked.title')
          : t('connect.asked.title_of', { provider: asked.provider })
      }
      data-testid="forwarding-request"
    >
      <Stack gap="xs">
        <Text size="sm" maw={640}>
          {asked.account
            ? t('connect.asked.text_of', { account: asked.account })
            : isGmail
              ? t('connect.asked.text')
              : t('connect.asked.text_other')}{' '}
          {t('connect.asked.only_yours')}
        </Text>
        {!asked.link && !isGmail && (
          <Text size="sm" maw={640}>
            {t('connect.asked.read_it')}
          </Text>
        )}
        <Group gap="sm">
          {asked.code && (
            <>
              <Text size="sm">{t('connect.asked.code')}</Text>
              <Code fz="md">{asked.code}</Code>
            </>
          )}
          <Text size="xs">
            <When at={asked.asked_at} />
          </Text>
          {asked.link && (
            <Anchor
              href={asked.link}
              target="_blank"
              rel="noopener noreferrer"
              size="sm"
              underline="always"
            >
              {isGmail
                ? t('connect.asked.confirm')
                : t('connect.asked.confirm_at', { provider: asked.provider })}{' '}
              <IconExternalLink size={14} aria-hidden />
            </Anchor>
          )}
        </Group>
        <Button
          size="compact-sm"
          variant="white"
          style={{ alignSelf: 'flex-start' }}
          loading={dismiss.isPending}
          onClick={() => dismiss.mutate()}
        >
          {t('connect.asked.done')}
        </Button>
      </Stack>
    </Alert>
  );
}
