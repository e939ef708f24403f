// The left pane: two sections, four filters, search; unread first, newest on top.
// Invariant: the order is the server's; this pane never re-sorts, it only asks again when told of a change.
// Source: F016, F017, F018, F026; ui.md, "Messenger".
import { CloseButton, SegmentedControl, Skeleton, Stack, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconInbox, IconSearch } from '@tabler/icons-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, ConversationSection } from '@shared/api/types';
import { Empty } from '@shared/ui/Empty';
import { Failure } from '@shared/ui/errors';
import { conversationsQuery, meQuery } from '@agent/app/queries';
import { useShortcuts } from '@agent/app/shortcuts';
import { InvitationCards } from '@agent/talk/InvitationCards';
import { NewConversation } from '@agent/talk/NewConversation';
import { ConversationRow, conversationRowHeight } from './ConversationRow';
import { keepPlace } from './keep_place';
import { filters, sameList } from './search_params';
import classes from './ConversationList.module.css';

export function ConversationList({ selectedId }: { selectedId: number | undefined }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const search = useSearch({ from: '/app/messenger' });
  const { data: me } = useQuery(meQuery);
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const showCustomers = me?.notification_preferences.show_from_customers ?? true;
  const section = showCustomers ? (search.section ?? 'customers') : 'mine';
  const filter = search.filter ?? 'open';
  const setSearch = (change: typeof search) =>
    void navigate({ to: '.', search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <div className={classes.pane}>
      <div className={classes.head}>
        <div className={classes.titleLine}>
          <h1 className={classes.title}>{t('messenger.title')}</h1>
          <NewConversation />
        </div>
        <InvitationCards />
        <SectionTabs
          value={section}
          showCustomers={showCustomers}
          unread={{
            customers: me?.counts.unread_customers ?? 0,
            mine: me?.counts.unread_mine ?? 0,
          }}
          onChange={(value) => setSearch({ section: value })}
        />
        <TextInput
          size="xs"
          radius="md"
          aria-label={t('messenger.search')}
          placeholder={t('messenger.search')}
          leftSection={<IconSearch size={15} />}
          rightSection={
            text && (
              <CloseButton size="xs" aria-label={t('actions.clear')} onClick={() => setText('')} />
            )
          }
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t('messenger.filter_label')}
          value={filter}
          data={filters.map((value) => ({ value, label: t(`messenger.filter.${value}`) }))}
          onChange={(value) => setSearch({ filter: filters.find((known) => known === value) })}
        />
      </div>
      <Rows section={section} filter={filter} q={q} selectedId={selectedId} />
    </div>
  );
}

interface SectionTabsProps {
  value: ConversationSection;
  showCustomers: boolean;
  unread: Record<ConversationSection, number>;
  onChange: (value: ConversationSection) => void;
}

function SectionTabs({ value, showCustomers, unread, onChange }: SectionTabsProps) {
  const { t } = useTranslation();
  const shown: ConversationSection[] = showCustomers ? ['customers', 'mine'] : ['mine'];
  return (
    <div className={classes.tabs} role="tablist" aria-label={t('messenger.sections')}>
      {shown.map((section) => (
        <button
          key={section}
          type="button"
          role="tab"
          aria-selected={section === value}
          className={classes.tab}
          onClick={() => onChange(section)}
        >
          {t(`messenger.section.${section}`)}
          {unread[section] > 0 && <span className={classes.unread}>{unread[section]}</span>}
        </button>
      ))}
    </div>
  );
}

interface RowsProps {
  section: ConversationSection;
  filter: (typeof filters)[number];
  q: string;
  selectedId: number | undefined;
}

function Rows({ section, filter, q, selectedId }: RowsProps) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(conversationsQuery(section, filter, q));
  const listed = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const conversations = useKeptPlace(listed, selectedId);
  useRowKeys(conversations, selectedId);
  if (query.error && !query.data) {
    return <Failure error={query.error} retry={() => void query.refetch()} />;
  }
  if (query.isPending) return <RowSkeletons />;
  if (conversations.length === 0) {
    return q ? (
      <Empty
        icon={IconSearch}
        title={t('messenger.no_hits_title')}
        text={t('messenger.no_hits_text', { q })}
      />
    ) : (
      <Empty
        icon={IconInbox}
        title={t(`messenger.empty.${section}_title`)}
        text={t(`messenger.empty.${section}_text`)}
      />
    );
  }
  return (
    <VirtualRows
      conversations={conversations}
      selectedId={selectedId}
      onEnd={() => {
        if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
      }}
    />
  );
}

interface VirtualRowsProps {
  conversations: Conversation[];
  selectedId: number | undefined;
  onEnd: () => void;
}

function VirtualRows({ conversations, selectedId, onEnd }: VirtualRowsProps) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => conversationRowHeight,
    getItemKey: (index) => conversations[index]?.id ?? index,
    overscan: 8,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  const atEnd = last >= conversations.length - 5;
  const selectedAt = conversations.findIndex(({ id }) => id === selectedId);
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: 'auto' });
    // Only another choice scrolls; a list that grows or changes stays where its reader left it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [selectedId, selectedAt >= 0]);
  useEffect(() => {
    if (atEnd) onEnd();
  }, [atEnd, onEnd]);
  return (
    <div ref={scroller} className={classes.rows}>
      <ul style={{ height: virtual.getTotalSize() }} aria-label={t('messenger.list_label')}>
        {rows.map((row) => {
          const conversation = conversations[row.index];
          return (
            conversation && (
              <li key={row.key} style={{ transform: `translateY(${row.start}px)` }}>
                <ConversationRow
                  conversation={conversation}
                  selected={conversation.id === selectedId}
                />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

/** The list with the open conversation where it stood when it was opened. */
function useKeptPlace(listed: Conversation[], openId: number | undefined): Conversation[] {
  const [opened, setOpened] = useState<{ id: number | undefined; at: number | null }>({
    id: undefined,
    at: null,
  });
  const at = listed.findIndex(({ id }) => id === openId);
  const isNew = opened.id !== openId || (opened.at === null && at >= 0);
  const rose = opened.at !== null && at >= 0 && at < opened.at;
  if (isNew || rose) {
    const next = at < 0 ? null : at;
    if (opened.id !== openId || opened.at !== next) setOpened({ id: openId, at: next });
  }
  return useMemo(() => keepPlace(listed, opened.id, opened.at), [listed, opened]);
}

/** j and k walk through the list. */
function useRowKeys(conversations: Conversation[], selectedId: number | undefined): void {
  const navigate = useNavigate();
  const step = (by: number) => {
    const at = conversations.findIndex(({ id }) => id === selectedId);
    const next = conversations[at === -1 ? 0 : at + by];
    if (!next) return;
    void navigate({
      to: '/messenger/$conversationId',
      params: { conversationId: next.id },
      search: sameList,
    });
  };
  useShortcuts({ j: () => step(1), k: () => step(-1) });
}

function RowSkeletons() {
  return (
    <Stack gap={0} p="xs" aria-hidden>
      {Array.from({ length: 7 }, (_, index) => (
        <div key={index} className={classes.skeleton}>
          <Skeleton circle height={36} />
          <div>
            <Skeleton height={11} width="55%" mb={9} />
            <Skeleton height={10} width="80%" mb={7} />
            <Skeleton height={9} width="65%" />
          </div>
        </div>
      ))}
    </Stack>
  );
}
