// An address with the button that copies it.
// Source: F105.
import { ActionIcon, CopyButton, Tooltip } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

export function CopyAddress({ address }: { address: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={address} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('actions.copied') : t('actions.copy')}>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t('actions.copy')}
            onClick={copy}
          >
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
