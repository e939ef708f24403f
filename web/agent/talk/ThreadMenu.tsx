// The menu of a conversation: link it, make an item of it, name it, leave it; split and merge items.
// Invariant: only what the conversation allows is offered; the form opens in place, below the header.
// Source: product-facts 1.2; F181; ui.md, "Never a modal for what can be inline".
import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowMerge,
  IconArrowsSplit2,
  IconDots,
  IconDoorExit,
  IconLink,
  IconLock,
  IconPencil,
  IconTicket,
  IconSubtask,
  IconUserPlus,
  IconWorld,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '@shared/api/types';
import { useLeave, useOpenStream } from './use_talk';

export type ThreadActionKind = 'link' | 'ticket' | 'task' | 'rename' | 'people' | 'split' | 'merge';

interface ThreadMenuProps {
  conversation: Conversation;
  /** All streams of the item. */
  streams: Conversation[];
  onAction: (kind: ThreadActionKind) => void;
}

export function ThreadMenu({ conversation, streams, onAction }: ThreadMenuProps) {
  const { t } = useTranslation();
  const { kind, item } = conversation;
  if (kind === 'project') return null;
  return (
    <Menu position="bottom-end" withinPortal shadow="md" width={250}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('talk.menu')}>
          <IconDots size={20} stroke={1.6} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {kind === 'direct' && <DirectEntries conversation={conversation} onAction={onAction} />}
        {item ? (
          <ItemEntries itemId={item.id} streams={streams} onAction={onAction} />
        ) : (
          <>
            <Menu.Item leftSection={<IconLink size={17} />} onClick={() => onAction('link')}>
              {t('talk.link')}
            </Menu.Item>
            <Menu.Item leftSection={<IconTicket size={17} />} onClick={() => onAction('ticket')}>
              {t('talk.make_ticket')}
            </Menu.Item>
            <Menu.Item leftSection={<IconSubtask size={17} />} onClick={() => onAction('task')}>
              {t('talk.make_task')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function DirectEntries({ conversation, onAction }: Omit<ThreadMenuProps, 'streams'>) {
  const { t } = useTranslation();
  const leave = useLeave(conversation.id);
  return (
    <>
      <Menu.Item leftSection={<IconUserPlus size={17} />} onClick={() => onAction('people')}>
        {t('talk.add_people')}
      </Menu.Item>
      <Menu.Item leftSection={<IconPencil size={17} />} onClick={() => onAction('rename')}>
        {t('talk.rename')}
      </Menu.Item>
      <Menu.Item leftSection={<IconDoorExit size={17} />} onClick={() => leave.mutate(undefined)}>
        {t('talk.leave')}
      </Menu.Item>
      <Menu.Divider />
    </>
  );
}

interface ItemEntriesProps {
  itemId: number;
  streams: Conversation[];
  onAction: (kind: ThreadActionKind) => void;
}

function ItemEntries({ itemId, streams, onAction }: ItemEntriesProps) {
  const { t } = useTranslation();
  const open = useOpenStream(itemId);
  const has = (visibility: Conversation['visibility']) =>
    streams.some((stream) => stream.visibility === visibility);
  return (
    <>
      <Menu.Item leftSection={<IconArrowsSplit2 size={17} />} onClick={() => onAction('split')}>
        {t('talk.split')}
      </Menu.Item>
      <Menu.Item leftSection={<IconArrowMerge size={17} />} onClick={() => onAction('merge')}>
        {t('talk.merge')}
      </Menu.Item>
      {streams.length > 0 && !has('public') && (
        <Menu.Item leftSection={<IconWorld size={17} />} onClick={() => open.mutate('public')}>
          {t('talk.open_public')}
        </Menu.Item>
      )}
      {streams.length > 0 && !has('internal') && (
        <Menu.Item leftSection={<IconLock size={17} />} onClick={() => open.mutate('internal')}>
          {t('talk.open_internal')}
        </Menu.Item>
      )}
    </>
  );
}
