// What this conversation is about, its state, who else looks at it; closing the item; folding the right column.
// Source: ui.md, "Messenger"; product.md ("answered once, by one colleague").
import { ActionIcon, Avatar, Button, Group, Tooltip } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import {
  IconArrowLeft,
  IconCheck,
  IconInfoCircle,
  IconLayoutSidebarRightCollapse,
  IconLayoutSidebarRightExpand,
  IconRotate,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '@shared/api/types';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { StateBadge } from '@agent/items/StateBadge';
import { useLookers } from '@agent/live/use_presence';
import { StreamSwitch } from '@agent/talk/StreamSwitch';
import { OpenAction } from '@agent/talk/OpenAction';
import { type ThreadActionKind, ThreadMenu } from '@agent/talk/ThreadMenu';
import { MuteMenu } from './MuteMenu';
import { sameList } from './search_params';
import { useCloseItem } from './use_item';
import classes from './Thread.module.css';

interface ThreadHeaderProps {
  conversation: Conversation;
  conversations: Conversation[];
  detailsShown: boolean;
  onToggleDetails?: () => void;
  back: 'messenger' | 'items';
}

/** The header, the streams of an item that has several, and the form of what the menu offers. */
export function ThreadHeader(props: ThreadHeaderProps) {
  const { conversation, conversations } = props;
  const navigate = useNavigate();
  const [action, setAction] = useState<ThreadActionKind | null>(null);
  return (
    <>
      <HeaderLine
        {...props}
        menu={
          <ThreadMenu conversation={conversation} streams={conversations} onAction={setAction} />
        }
      />
      {conversation.item && (
        <StreamSwitch
          itemId={conversation.item.id}
          currentId={conversation.id}
          onChange={(id) =>
            void navigate({
              to: '/messenger/$conversationId',
              params: { conversationId: id },
              search: sameList,
            })
          }
        />
      )}
      {action && (
        <OpenAction
          key={action}
          kind={action}
          conversation={conversation}
          onClose={() => setAction(null)}
        />
      )}
    </>
  );
}

function HeaderLine(props: ThreadHeaderProps & { menu: ReactNode }) {
  const { conversation, conversations, detailsShown, onToggleDetails, back, menu } = props;
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { item, queue, customer } = conversation;
  return (
    <header className={classes.header}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        hiddenFrom={back === 'messenger' ? 'sm' : undefined}
        aria-label={t('actions.back')}
        onClick={() =>
          void (back === 'messenger'
            ? navigate({ to: '/messenger', search: sameList })
            : navigate({ to: '/items' }))
        }
      >
        <IconArrowLeft size={20} />
      </ActionIcon>
      <div className={classes.heading}>
        <h2 className={classes.title}>{conversation.title}</h2>
        <div className={classes.subtitle}>
          {item && <StateBadge state={item.state} status={item.status} />}
          {item && back === 'messenger' && (
            <Link to="/items/$itemId" params={{ itemId: item.id }}>
              {item.reference}
            </Link>
          )}
          {conversation.kind !== 'item' && <span>{t(`talk.kind.${conversation.kind}`)}</span>}
          {customer && conversation.kind !== 'chat' && <span>{customer.name}</span>}
          {queue && (
            <span>
              <span className={classes.queueDot} style={{ background: queue.color }} />
              {queue.name}
            </span>
          )}
        </div>
      </div>
      <Lookers ids={conversations.map(({ id }) => id)} />
      <MuteMenu conversationId={conversation.id} />
      {item && <CloseButton conversation={conversation} />}
      {menu}
      {onToggleDetails ? (
        <Tooltip label={detailsShown ? t('item.hide_details') : t('item.show_details')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-pressed={detailsShown}
            aria-label={detailsShown ? t('item.hide_details') : t('item.show_details')}
            onClick={onToggleDetails}
          >
            {detailsShown ? (
              <IconLayoutSidebarRightCollapse size={20} stroke={1.6} />
            ) : (
              <IconLayoutSidebarRightExpand size={20} stroke={1.6} />
            )}
          </ActionIcon>
        </Tooltip>
      ) : (
        item &&
        back === 'messenger' && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t('item.show_details')}
            onClick={() => void navigate({ to: '/items/$itemId', params: { itemId: item.id } })}
          >
            <IconInfoCircle size={20} stroke={1.6} />
          </ActionIcon>
        )
      )}
    </header>
  );
}

function CloseButton({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation();
  const closeItem = useCloseItem(conversation.item?.id ?? null);
  const finished = conversation.item?.state === 'finished';
  const label = finished ? t('item.reopen') : t('item.close');
  const icon = finished ? <IconRotate size={16} /> : <IconCheck size={16} />;
  return (
    <>
      <Tooltip label={`${label} · E`}>
        <Button
          size="xs"
          variant={finished ? 'default' : 'light'}
          leftSection={icon}
          visibleFrom="sm"
          onClick={() => closeItem()}
        >
          {label}
        </Button>
      </Tooltip>
      <ActionIcon
        hiddenFrom="sm"
        variant="light"
        size="lg"
        aria-label={label}
        onClick={() => closeItem()}
      >
        {icon}
      </ActionIcon>
    </>
  );
}

function Lookers({ ids }: { ids: number[] }) {
  const { t } = useTranslation();
  const people = useLookers(ids);
  if (people.length === 0) return null;
  const names = people.map(({ name }) => name).join(', ');
  return (
    <Tooltip label={t('presence.also_here', { names })}>
      <Group gap={0} wrap="nowrap" role="img" aria-label={t('presence.also_here', { names })}>
        <Avatar.Group spacing={8}>
          {people.slice(0, 3).map((person) => (
            <PersonAvatar key={`${person.kind}:${person.id}`} person={person} size={28} />
          ))}
        </Avatar.Group>
      </Group>
    </Tooltip>
  );
}
