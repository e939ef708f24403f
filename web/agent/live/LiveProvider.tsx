// Opens the live connection for a signed-in person and spreads what it brings: data, badge, sound, typing, presence.
// Invariant: typing and presence are soft: they expire by themselves and never mean "seen".
// Source: ui.md, "Live"; F012-F015; SEC-9; CHAT-5.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { getCsrfToken } from '@shared/api/client';
import type { LiveCommand, LiveEvent } from '@shared/api/types';
import { meQuery, sessionQuery } from '@agent/app/queries';
import { applyEvent, Refresher } from './apply';
import { documentTitle, playTone, TitleBadge } from './attention';
import { LiveConnection, type LiveState, type Socket } from '@shared/live/connection';
import { SoftState } from './soft_state';

interface Live {
  state: LiveState;
  soft: SoftState;
  send: (command: LiveCommand) => void;
  retry: () => void;
  /** The newest message for the screen reader's live region. */
  announcement: string;
}

const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive outside LiveProvider');
  return live;
}

function openSocket(since: number | null): Socket {
  const url = new URL('/api/v1/live', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (since !== null) url.searchParams.set('since', String(since));
  return new WebSocket(url);
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const [state, setState] = useState<LiveState>('connecting');
  const [announcement, setAnnouncement] = useState('');
  const [soft] = useState(() => new SoftState());
  const [title] = useState(() => new TitleBadge(documentTitle));
  const translate = useRef(t);
  useEffect(() => {
    translate.current = t;
  }, [t]);

  const connection = useMemo(() => {
    const refresher = new Refresher(client);
    return new LiveConnection<LiveEvent>({
      open: openSocket,
      greeting: () => ({ kind: 'hello', csrf_token: getCsrfToken() }),
      onState: setState,
      onRefused: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      onFrame: (event) => {
        if (event.kind === 'hello') {
          soft.forget();
          void client.invalidateQueries({ predicate: isLive });
        } else if (event.kind === 'ended') void client.invalidateQueries({ queryKey: ['session'] });
        else if (!soft.apply(event)) applyEvent(client, refresher, event);
        if (event.kind === 'notification') notify(event, title, translate.current, setAnnouncement);
      },
    });
  }, [client, soft, title]);

  useEffect(() => {
    connection.start();
    const wake = () => connection.retryNow();
    window.addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
      connection.stop();
    };
  }, [connection]);

  useUnreadTitle(title);
  const live = useMemo<Live>(
    () => ({
      state,
      soft,
      announcement,
      send: (command) => connection.send(command),
      retry: () => connection.retryNow(),
    }),
    [state, soft, announcement, connection],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

/** What was fetched before the first hello may have missed an event: lists and messages are asked again. */
function isLive(query: {
  queryKey: readonly unknown[];
  state: { dataUpdatedAt: number };
}): boolean {
  const fixed = ['session', 'setup', 'item_statuses', 'users', 'teams'];
  return query.state.dataUpdatedAt > 0 && !fixed.includes(String(query.queryKey[0]));
}

function notify(
  event: LiveEvent,
  title: TitleBadge,
  t: TFunction,
  announce: (text: string) => void,
): void {
  const name = event.message?.author.name ?? '';
  if (event.sound) playTone();
  if (event.flash !== false) title.flash(t('live.tab_call', { name }));
  announce(t('live.announce', { name, text: event.message?.visible_text.slice(0, 200) ?? '' }));
}

function useUnreadTitle(title: TitleBadge): void {
  const { data: me } = useQuery(meQuery);
  const unread = me?.counts.unread_messages ?? 0;
  useEffect(() => title.setUnread(unread), [title, unread]);
  useEffect(() => {
    const look = () => {
      if (documentTitle.isLookedAt()) title.calm();
    };
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [title]);
}
