// The live connection of a customer: new messages, how a request stands, who is typing.
// Invariant: what was missed while the connection was lost is fetched anew; typing ends by itself after six seconds.
// Source: ui.md, "Live"; SEC-9; CHAT-2, CHAT-5; api/openapi.yaml, OwnEvent.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { getCsrfToken } from '@shared/api/client';
import type { OwnEvent } from '@shared/api/types';
import { LiveConnection, type LiveState, type Socket } from '@shared/live/connection';
import { type MessagePages, withMessage, withSeen } from './message_cache';
import { sessionQuery } from './queries';

interface Live {
  state: LiveState;
  typing: { conversationId: number; name: string } | null;
  /** The newest message for the screen reader's live region. */
  announcement: string;
  send: (command: object) => void;
  retry: () => void;
}

const LiveContext = createContext<Live | null>(null);
const typingTtlMs = 6_000;

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('useLive outside LiveProvider');
  return live;
}

function openSocket(since: number | null): Socket {
  const url = new URL('/api/v1/my/live', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  if (since !== null) url.searchParams.set('since', String(since));
  return new WebSocket(url);
}

function apply(client: QueryClient, event: OwnEvent): void {
  const key = ['messages', event.conversation_id];
  const { message } = event;
  if (message) client.setQueryData<MessagePages>(key, (pages) => withMessage(pages, message));
  if (event.kind === 'message_seen' && event.person?.kind === 'user')
    client.setQueryData<MessagePages>(key, (pages) => withSeen(pages, event.up_to_seq ?? 0));
  void client.invalidateQueries({ queryKey: ['requests'] });
  if (event.item_id)
    void client.invalidateQueries({ queryKey: ['request', event.item_id], exact: true });
}

export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { t } = useTranslation();
  const [state, setState] = useState<LiveState>('connecting');
  const [announcement, setAnnouncement] = useState('');
  const { typing, setTyping } = useTypingNotice();
  const translate = useRef(t);
  useEffect(() => {
    translate.current = t;
  }, [t]);

  const connection = useMemo(
    () =>
      new LiveConnection<OwnEvent>({
        open: openSocket,
        greeting: () => ({ kind: 'hello', csrf_token: getCsrfToken() }),
        onState: setState,
        onRefused: () => void client.resetQueries({ queryKey: sessionQuery.queryKey }),
        onFrame: (event) => {
          if (event.kind === 'hello') void client.invalidateQueries({ predicate: isLive });
          else if (event.kind === 'ended')
            void client.resetQueries({ queryKey: sessionQuery.queryKey });
          else if (event.kind === 'typing')
            setTyping(
              event.on !== false && event.conversation_id
                ? { conversationId: event.conversation_id, name: event.person?.name ?? '' }
                : null,
            );
          else if (event.seq !== undefined) apply(client, event);
          if (event.message?.author.kind === 'user') {
            const { author, text } = event.message;
            setTyping(null);
            setAnnouncement(
              translate.current('live.announce', { name: author.name, text: text.slice(0, 200) }),
            );
          }
        },
      }),
    [client, setTyping],
  );

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

  const live = useMemo<Live>(
    () => ({
      state,
      typing,
      announcement,
      send: (command) => connection.send(command),
      retry: () => connection.retryNow(),
    }),
    [state, typing, announcement, connection],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

function useTypingNotice() {
  const [typing, setTyping] = useState<Live['typing']>(null);
  useEffect(() => {
    if (!typing) return;
    const timer = window.setTimeout(() => setTyping(null), typingTtlMs);
    return () => window.clearTimeout(timer);
  }, [typing]);
  return { typing, setTyping };
}

/** What was fetched before the first hello may have missed an event. */
function isLive(query: {
  queryKey: readonly unknown[];
  state: { dataUpdatedAt: number };
}): boolean {
  return (
    query.state.dataUpdatedAt > 0 &&
    ['requests', 'request', 'messages'].includes(String(query.queryKey[0]))
  );
}
