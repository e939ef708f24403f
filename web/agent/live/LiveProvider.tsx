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
import { browserLock, showDesktop, SignalDesk } from './signals';
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
  const [desk] = useState(() => new SignalDesk(window.localStorage, browserLock));
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
        if (event.kind === 'notification') {
          void notify(event, desk, title, translate.current, setAnnouncement);
        }
      },
    });
  }, [client, soft, title, desk]);

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

  useUnreadTitle(title, desk);
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

const lookAgainMs = 5_000;

/** What was fetched before the first hello may have missed an event: lists and messages are asked again. */
function isLive(query: {
  queryKey: readonly unknown[];
  state: { dataUpdatedAt: number };
}): boolean {
  const fixed = ['session', 'setup', 'item_statuses', 'users', 'teams'];
  return query.state.dataUpdatedAt > 0 && !fixed.includes(String(query.queryKey[0]));
}

/** The screen reader of each tab says it; of the other signals there is one, in one tab. (F012, F013, F015) */
async function notify(
  event: LiveEvent,
  desk: SignalDesk,
  title: TitleBadge,
  t: TFunction,
  announce: (text: string) => void,
): Promise<void> {
  const { message } = event;
  if (!message) return;
  const { name } = message.author;
  const text = message.visible_text.slice(0, 200);
  announce(t('live.announce', { name, text }));
  if (event.muted || !(await desk.claim(message.id))) return;
  if (event.sound) playTone();
  if (desk.isLookedAt()) return;
  if (event.flash !== false) title.flash(t('live.tab_call', { name }));
  showDesktop({
    title: t('live.tab_call', { name }),
    text,
    tag: `postroom-${message.conversation_id}`,
    open: () => window.location.assign(`/messenger/${message.conversation_id}`),
  });
}

function useUnreadTitle(title: TitleBadge, desk: SignalDesk): void {
  const { data: me } = useQuery(meQuery);
  const unread = me?.counts.unread_messages ?? 0;
  useEffect(() => title.setUnread(unread), [title, unread]);
  useEffect(() => {
    // Looking in one tab calms the others.
    const others = new BroadcastChannel('postroom.calm');
    others.onmessage = () => title.calm();
    const look = () => {
      const looking = documentTitle.isLookedAt();
      desk.look(looking);
      if (!looking) return;
      title.calm();
      others.postMessage('calm');
    };
    look();
    const away = () => desk.look(false);
    const timer = window.setInterval(look, lookAgainMs);
    const moments = ['focus', 'blur', 'visibilitychange'];
    for (const moment of moments) window.addEventListener(moment, look, true);
    window.addEventListener('pagehide', away);
    return () => {
      window.clearInterval(timer);
      for (const moment of moments) window.removeEventListener(moment, look, true);
      window.removeEventListener('pagehide', away);
      away();
      others.close();
    };
  }, [title, desk]);
}
