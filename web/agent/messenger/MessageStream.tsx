// The scrolling part: messages by day, the line before the first unseen one, what is still being sent.
// Invariant: new messages keep the bottom in view only for a reader who is there; others get a button, not a jump.
// Source: ui.md, "Messenger"; F009.
import { Button, Center } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconArrowDown } from '@tabler/icons-react';
import {
  Fragment,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation, Message } from '@shared/api/types';
import { useNow } from '@shared/ui/When';
import { dayHeading } from '@shared/time';
import { meQuery } from '@agent/app/queries';
import { useTyping } from '@agent/live/use_presence';
import { MessageView } from './MessageView';
import { PendingView } from './PendingView';
import { stillPending, usePending } from './pending';
import { useSeen } from './use_seen';
import type { Streams } from './use_streams';
import classes from './Thread.module.css';

interface MessageStreamProps {
  streams: Streams;
  /** The number of a message of the opened conversation, to begin reading there. */
  at?: number;
  onExplain: (message: Message) => void;
}

export function MessageStream({ streams, at, onExplain }: MessageStreamProps) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const pane = useRef<HTMLDivElement>(null);
  const { messages, conversations } = streams;
  const pending = usePendingOf(conversations, messages);
  const firstUnseen = useFirstUnseen(conversations, messages);
  const count = messages.length + pending.length;
  const wanted = useWanted(streams, at);
  const { atBottom, toBottom } = useStickToBottom(pane, count, wanted ?? firstUnseen);
  useSeen(pane, conversations, messages.length);
  let day = '';
  return (
    // A region that scrolls must be reachable by keyboard (WCAG 2.1.1).
    <div
      ref={pane}
      className={classes.scroller}
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="log"
      aria-label={t('thread.log')}
    >
      <div className={classes.column}>
        {streams.hasOlder && (
          <Center py="sm">
            <Button
              size="xs"
              variant="default"
              loading={streams.loadingOlder}
              onClick={streams.loadOlder}
            >
              {t('thread.older')}
            </Button>
          </Center>
        )}
        {messages.map((message, index) => {
          const heading = dayHeading(message.created_at, i18n.language, now);
          const newDay = heading !== day;
          day = heading;
          return (
            <Fragment key={message.id}>
              {newDay && (
                <div className={classes.day} role="separator">
                  <span>{heading}</span>
                </div>
              )}
              {message.id === firstUnseen && (
                <div className={classes.newLine} data-begin={wanted === null || undefined}>
                  {t('thread.new_from_here')}
                </div>
              )}
              <MessageView
                message={message}
                continues={!newDay && continues(messages[index - 1], message)}
                wanted={message.id === wanted}
                onExplain={onExplain}
              />
            </Fragment>
          );
        })}
        {pending.map((message) => (
          <PendingView
            key={message.clientId}
            message={message}
            itemId={streams.conversation?.item?.id ?? null}
          />
        ))}
        <Typing conversations={conversations} />
      </div>
      {!atBottom && (
        <div className={classes.jump}>
          <Button
            size="xs"
            radius="xl"
            leftSection={<IconArrowDown size={14} />}
            onClick={toBottom}
          >
            {t('thread.latest')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** How many pages are fetched to reach a message that was searched for; whoever wants more turns them by hand. */
const PAGES_FETCHED_MAX = 40;

/** The message that was asked for, as soon as it is there; older pages are fetched until it is. */
function useWanted(streams: Streams, at: number | undefined): number | null {
  const { messages, conversation, hasOlder, loadingOlder, loadOlder } = streams;
  const fetched = useRef(0);
  const found = messages.find(
    ({ seq, conversation_id }) => seq === at && conversation_id === conversation?.id,
  );
  const missing = at !== undefined && !found && hasOlder && !loadingOlder;
  useEffect(() => {
    if (!missing || fetched.current >= PAGES_FETCHED_MAX) return;
    fetched.current += 1;
    loadOlder();
  }, [missing, loadOlder]);
  return found?.id ?? null;
}

function usePendingOf(conversations: Conversation[], messages: Message[]) {
  const first = usePending(conversations[0]?.id ?? 0);
  const second = usePending(conversations[1]?.id ?? 0);
  return useMemo(() => stillPending([...first, ...second], messages), [first, second, messages]);
}

/** Same author, same stream, within five minutes: no need to repeat the face. */
function continues(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    before.author.kind === message.author.kind &&
    before.author.id === message.author.id &&
    before.visibility === message.visibility &&
    Date.parse(message.created_at) - Date.parse(before.created_at) < 5 * 60_000
  );
}

/** The first message that was unseen when the conversation was opened; it stays marked while it is open. */
function useFirstUnseen(conversations: Conversation[], messages: Message[]): number | null {
  const { data: me } = useQuery(meQuery);
  const [found, setFound] = useState<number | null | undefined>(undefined);
  useEffect(() => {
    if (found !== undefined || messages.length === 0 || !me) return;
    const seen = new Map(
      conversations.map(({ id, seen_seq, unread_count }) => [id, { seen_seq, unread_count }]),
    );
    const first = messages.find((message) => {
      const state = seen.get(message.conversation_id);
      const own = message.author.kind === 'user' && message.author.id === me?.id;
      return !own && state && state.unread_count > 0 && message.seq > state.seen_seq;
    });
    setFound(first?.id ?? null);
  }, [found, messages, conversations, me]);
  return found ?? null;
}

/**
 * The newest message stays in view; but who opens a conversation with something new begins reading where that begins,
 * also while pictures and long mails above or below it are still growing.
 */
function useStickToBottom(
  pane: React.RefObject<HTMLDivElement | null>,
  count: number,
  firstUnseen: number | null,
) {
  const [atBottom, setAtBottom] = useState(true);
  const stick = useRef(true);
  const reading = useRef(false);
  const hold = useCallback((element: HTMLElement) => {
    const begin = reading.current && element.querySelector<HTMLElement>('[data-begin]');
    if (begin) element.scrollTop = begin.offsetTop - 12;
    else if (stick.current) element.scrollTop = element.scrollHeight;
  }, []);
  const toBottom = () => {
    reading.current = false;
    pane.current?.scrollTo({ top: pane.current.scrollHeight });
  };
  useEffect(() => {
    const element = pane.current;
    if (!element) return;
    const watch = () => {
      const away = element.scrollHeight - element.scrollTop - element.clientHeight;
      stick.current = away < 80;
      setAtBottom(away < 240);
    };
    element.addEventListener('scroll', watch, { passive: true });
    const grow = new ResizeObserver(() => {
      hold(element);
    });
    for (const child of element.children) grow.observe(child);
    grow.observe(element);
    return () => {
      element.removeEventListener('scroll', watch);
      grow.disconnect();
    };
  }, [pane, hold]);
  useLayoutEffect(() => {
    const element = pane.current;
    if (!element) return;
    reading.current = firstUnseen !== null;
    hold(element);
    const leave = () => {
      reading.current = false;
    };
    const moves = ['wheel', 'touchmove', 'keydown', 'pointerdown'];
    for (const move of moves) element.addEventListener(move, leave, { passive: true });
    return () => moves.forEach((move) => element.removeEventListener(move, leave));
  }, [pane, firstUnseen, hold]);
  useLayoutEffect(() => {
    if (pane.current) hold(pane.current);
  }, [pane, count, hold]);
  return { atBottom, toBottom };
}

function Typing({ conversations }: { conversations: Conversation[] }) {
  const { t } = useTranslation();
  const people = useTyping(conversations.map(({ id }) => id));
  return (
    <div className={classes.typing} aria-live="polite">
      {people.length > 0 && (
        <>
          <span className={classes.dots} aria-hidden>
            <span />
            <span />
            <span />
          </span>
          {t('presence.typing', {
            count: people.length,
            names: people.map(({ name }) => name).join(', '),
          })}
        </>
      )}
    </div>
  );
}
