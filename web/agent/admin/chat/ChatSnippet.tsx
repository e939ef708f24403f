// What to copy into the pages of a site: one script tag, and two words for a strict content security policy.
// Source: issue 4 point 6; docs/administrators.md, "Chat widgets".
import { Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyAddress } from '../CopyAddress';
import type { ChatWidget } from './queries';
import classes from './ChatPreview.module.css';

export function ChatSnippet({ widget }: { widget: ChatWidget }) {
  const { t } = useTranslation('translation', { keyPrefix: 'chat' });
  const { origin } = window.location;
  return (
    <Stack gap="xs">
      <Title order={3}>{t('install')}</Title>
      <Text size="sm">{t('install_text')}</Text>
      <Code text={`<script src="${origin}/widget.js" data-key="${widget.key}" async></script>`} />
      <Text size="sm">{t('csp_text')}</Text>
      <Code text={`script-src ${origin}; frame-src ${origin}`} />
    </Stack>
  );
}

export function Code({ text }: { text: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <code className={classes.code}>{text}</code>
      <CopyAddress address={text} />
    </Group>
  );
}
