// Follows whether a colleague answers while an answer to a customer is being written, and asks once before it goes.
// Invariant: a note to colleagues is never held up; the server checks the same again when the answer arrives.
// Source: product.md, "answered once, by one colleague"; issue 4 point 4.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Visibility } from '@shared/api/types';
import { meQuery, messagesQuery } from '@agent/app/queries';
import { useTyping } from '@agent/live/use_presence';
import { type Collision, collisionIn } from './collision';
import { allMessages } from './message_cache';

export interface CollisionCheck {
  found: Collision | null;
  /** The writer has been asked and may send all the same. */
  asked: boolean;
  /** What the server is to check, too. */
  guard: number | undefined;
  /** True when it may go; else the writer has been asked just now. */
  mayGo: () => boolean;
}

export function useCollision(id: number, visibility: Visibility, writing: boolean): CollisionCheck {
  const { data: me } = useQuery(meQuery);
  const { data: pages } = useInfiniteQuery(messagesQuery(id));
  const messages = useMemo(() => allMessages(pages), [pages]);
  const typing = useTyping([id]);
  const last = messages.at(-1)?.seq ?? 0;
  const [since, setSince] = useState<number | null>(null);
  const [asked, setAsked] = useState(false);
  const watched = writing && visibility === 'public' && pages !== undefined;
  if (watched && since === null) setSince(last);
  if (!watched && since !== null) {
    setSince(null);
    setAsked(false);
  }
  const found = watched ? collisionIn(messages, typing, since, me?.id) : null;
  return {
    found,
    asked: asked && found !== null,
    guard: watched && !asked ? (since ?? undefined) : undefined,
    mayGo: () => {
      if (!found || asked) return true;
      setAsked(true);
      return false;
    },
  };
}
