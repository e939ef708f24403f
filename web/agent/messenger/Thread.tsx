// The conversation: both streams of an item in one order of time, days apart, and the composer below.
// Invariant: internal notes never look like answers; the newest message is in view unless the reader scrolled away.
// Source: F002, F019-F021; ui.md, "Messenger".
import { lazy, Suspense, useRef, useState } from 'react';
import type { Message, Visibility } from '@shared/api/types';
import { Failure } from '@shared/ui/errors';
import { useShortcuts } from '@agent/app/shortcuts';
import { usePresence } from '@agent/live/use_presence';
import { Composer, type ComposerHandle } from './Composer';
import { MessageStream } from './MessageStream';
import { ThreadHeader } from './ThreadHeader';
import { ThreadSkeleton } from './ThreadSkeleton';
import { useStreams } from './use_streams';
import { useCloseItem } from './use_item';
import classes from './Thread.module.css';

const ExplainDrawer = lazy(() => import('./ExplainDrawer'));

interface ThreadProps {
  conversationId: number;
  detailsShown: boolean;
  onToggleDetails?: () => void;
  back: 'messenger' | 'items';
  /** Without a header of its own: the page around it has one. */
  bare?: boolean;
  /** Where to begin reading: the number of a message of this conversation. */
  at?: number;
  /** The item has gone into another one: nobody writes here any more (F181). */
  readOnly?: boolean;
}

export function Thread(props: ThreadProps) {
  const { conversationId, detailsShown, onToggleDetails, back, bare, at, readOnly } = props;
  const streams = useStreams(conversationId);
  const [chosenMode, setMode] = useState<Visibility | null>(null);
  const [explained, setExplained] = useState<Message | null>(null);
  const composer = useRef<ComposerHandle>(null);
  const { conversation, conversations } = streams;
  const mode = chosenMode ?? conversation?.visibility ?? 'public';
  const target = conversations.find(({ visibility }) => visibility === mode) ?? conversation;
  const closeItem = useCloseItem(conversation?.item?.id ?? null);
  usePresence(conversationId);

  const write = (visibility: Visibility) => {
    setMode(visibility);
    composer.current?.focus();
  };
  useShortcuts({ r: () => write('public'), n: () => write('internal'), e: () => closeItem() });

  if (streams.error && !conversation)
    return <Failure error={streams.error} retry={streams.retry} />;
  if (streams.loading || !conversation) return <ThreadSkeleton />;
  return (
    <section className={classes.thread} aria-label={conversation.title}>
      {!bare && (
        <ThreadHeader
          conversation={conversation}
          conversations={conversations}
          detailsShown={detailsShown}
          onToggleDetails={onToggleDetails}
          back={back}
        />
      )}
      <MessageStream streams={streams} at={at} onExplain={setExplained} />
      {target && !readOnly && (
        <Composer
          key={target.id}
          ref={composer}
          conversation={target}
          streams={conversations}
          onMode={setMode}
        />
      )}
      <Explained message={explained} onClose={() => setExplained(null)} />
    </section>
  );
}

/** The drawer is fetched when it is first asked for, and stays so that it can slide away. */
function Explained(props: { message: Message | null; onClose: () => void }) {
  const [wanted, setWanted] = useState(false);
  if (props.message && !wanted) setWanted(true);
  if (!wanted) return null;
  return (
    <Suspense fallback={null}>
      <ExplainDrawer {...props} />
    </Suspense>
  );
}
