// One item: its conversations in one order of time, its description, its history, its properties.
// Source: ui.md, "Items" (timeline: Comms and everything).
import { ActionIcon, Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMediaQuery } from '@mantine/hooks';
import { Failure } from '@shared/ui/errors';
import { itemConversationsQuery, itemQuery } from '@agent/app/queries';
import { ItemPanel } from '@agent/messenger/ItemColumn';
import { Thread } from '@agent/messenger/Thread';
import { StreamSwitch } from '@agent/talk/StreamSwitch';
import { OpenAction } from '@agent/talk/OpenAction';
import { type ThreadActionKind, ThreadMenu } from '@agent/talk/ThreadMenu';
import { ItemHistory } from './ItemHistory';
import { ItemTitle } from './ItemTitle';
import classes from './ItemPage.module.css';

const route = getRouteApi('/app/items/$itemId');

export function ItemPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { itemId } = route.useParams();
  const { data: item, error, refetch } = useQuery(itemQuery(itemId));
  const { data: conversations } = useQuery(itemConversationsQuery(itemId));
  const [chosen, setChosen] = useState<number | null>(null);
  const [action, setAction] = useState<ThreadActionKind | null>(null);
  const wide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!item) return <Skeleton height={28} width="40%" m="xl" aria-hidden />;
  const streams = conversations?.items ?? [];
  const first =
    streams.find(({ id }) => id === chosen) ??
    streams.find(({ last_seq: seq }) => seq > 0) ??
    streams[0];
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('actions.back')}
          onClick={() => void navigate({ to: '/items' })}
        >
          <IconArrowLeft size={20} />
        </ActionIcon>
        <ItemTitle item={item} />
        {first && <ThreadMenu conversation={first} streams={streams} onAction={setAction} />}
      </header>
      {first && action && (
        <OpenAction
          key={action}
          kind={action}
          conversation={first}
          onClose={() => setAction(null)}
        />
      )}
      <div className={classes.body}>
        <Tabs
          defaultValue="conversation"
          keepMounted={false}
          classNames={{ root: classes.tabs, panel: classes.panel }}
        >
          <Tabs.List px="md">
            <Tabs.Tab value="conversation">{t('item.tab_conversation')}</Tabs.Tab>
            <Tabs.Tab value="history">{t('item.tab_history')}</Tabs.Tab>
            {!wide && <Tabs.Tab value="details">{t('item.tab_details')}</Tabs.Tab>}
          </Tabs.List>
          <Tabs.Panel value="conversation">
            {first && <StreamSwitch itemId={item.id} currentId={first.id} onChange={setChosen} />}
            {first && (
              <Thread
                key={first.id}
                conversationId={first.id}
                detailsShown={false}
                back="items"
                bare
                readOnly={item.merged_into_id !== null}
              />
            )}
          </Tabs.Panel>
          <Tabs.Panel value="history" className={classes.scroll}>
            <ItemHistory item={item} />
          </Tabs.Panel>
          {!wide && (
            <Tabs.Panel value="details" className={classes.scroll}>
              <ItemPanel itemId={item.id} />
            </Tabs.Panel>
          )}
        </Tabs>
        {wide && (
          <aside className={classes.details} aria-label={t('item.details')}>
            <ItemPanel itemId={item.id} />
          </aside>
        )}
      </div>
    </div>
  );
}
