// What stands on the screen while a page is on its way, and when it could not be opened.
// Invariant: never a blank page; a failure says what happened and offers the way on.
// Source: ui.md, "Instant", "Honest".
import { Button, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useErrorText } from '@shared/ui/errors';

export function RoutePending() {
  return (
    <Center h="100%" mih={240}>
      <Loader size="sm" type="dots" />
    </Center>
  );
}

export function RouteFailure({ error }: { error: Error }) {
  const router = useRouter();
  const { t } = useTranslation();
  const text = useErrorText(error);
  return (
    <Center h="100%" mih={320} p="xl">
      <Stack align="center" gap="sm" maw={440} ta="center" role="alert">
        <IconPlugConnectedX size={40} stroke={1.3} aria-hidden />
        <Title order={1}>{t('errors.page_title')}</Title>
        <Text c="dimmed">{text}</Text>
        <Button onClick={() => void router.invalidate()}>{t('actions.try_again')}</Button>
      </Stack>
    </Center>
  );
}
