// The end of the first start: the way into the Messenger.
// Source: ui.md, "First start".
import { Button, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconConfetti } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import { useErrorNotice } from '@shared/ui/errors';
import { setupQuery } from '@agent/app/queries';

export function DoneStep() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const notice = useErrorNotice();
  const finish = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/setup/finish')),
    onSuccess: async (setup) => {
      client.setQueryData(setupQuery.queryKey, setup);
      await navigate({ to: '/messenger' });
    },
    onError: (error) => notice(error),
  });
  return (
    <Stack align="center" gap="sm" py="lg" ta="center">
      <ThemeIcon size={56} radius="xl" variant="light">
        <IconConfetti size={30} stroke={1.5} />
      </ThemeIcon>
      <Title order={2}>{t('wizard.done_title')}</Title>
      <Text size="sm" c="dimmed" maw={420}>
        {t('wizard.done_text')}
      </Text>
      <Button size="md" loading={finish.isPending} onClick={() => finish.mutate()}>
        {t('wizard.open')}
      </Button>
    </Stack>
  );
}
