// The logo of outgoing mail: chosen, shown, removed at once; the words beside it are saved by a button of their own.
// Source: F125.
import { Button, FileButton, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { IconPhoto } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { EmailAppearance } from '@shared/api/types';
import { sendPicture } from '@shared/api/send_picture';
import { useErrorNotice } from '@shared/ui/errors';
import classes from './AppearanceTab.module.css';

interface Props {
  logo: string | null;
  onChange: (now: EmailAppearance) => void;
}

export function LogoChoice({ logo, onChange }: Props) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const change = useMutation({
    mutationFn: (file: File | null) =>
      sendPicture<EmailAppearance>('/api/v1/email_appearance/logo', file),
    onSuccess: onChange,
    onError: (error) => notice(error),
  });
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t('appearance.logo')}
      </Text>
      {logo && <img className={classes.logo} src={logo} alt={t('appearance.logo')} />}
      <Group gap="sm">
        <FileButton
          accept="image/png,image/jpeg,image/gif"
          onChange={(file) => file && change.mutate(file)}
        >
          {(props) => (
            <Button
              {...props}
              variant="default"
              loading={change.isPending}
              leftSection={<IconPhoto size={16} />}
            >
              {t('appearance.choose_logo')}
            </Button>
          )}
        </FileButton>
        {logo && (
          <Button variant="subtle" color="red" onClick={() => change.mutate(null)}>
            {t('appearance.remove_logo')}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {t('appearance.logo_text')}
      </Text>
    </Stack>
  );
}
