// "New conversation": with colleagues, who alone will see it.
// Source: product-facts 1.2 (direct conversations); ui.md, "Never a modal for what can be inline".
import { ActionIcon, Popover, Skeleton, Tooltip } from '@mantine/core';
import { IconMessagePlus } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';

// Fetched when it is first asked for: few days begin with it.
const Form = lazy(() => import('./NewConversationForm'));

export function NewConversation() {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      width={320}
      shadow="lg"
      trapFocus
      withinPortal
    >
      <Popover.Target>
        <Tooltip label={t('talk.new')}>
          <ActionIcon
            variant="light"
            size="lg"
            aria-label={t('talk.new')}
            aria-expanded={opened}
            onClick={() => setOpened(!opened)}
          >
            <IconMessagePlus size={19} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('talk.new')}>
        {opened && (
          <Suspense fallback={<Skeleton height={170} radius="md" aria-hidden />}>
            <Form onDone={() => setOpened(false)} />
          </Suspense>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
