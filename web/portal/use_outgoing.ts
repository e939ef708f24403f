// Messages on their way: shown at once, kept until the server has them, kept even over a reload.
// Invariant: a failed one keeps its text and its client_id, so that trying again can never post twice.
// Source: CHAT-1; ui.md, "optimistic", "Honest".
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { api, ok } from '@shared/api/client';
import type { Attachment } from '@shared/api/types';
import { useErrorWords } from '@shared/ui/errors';
import { newClientId } from './client_id';
import { type MessagePages, withMessage } from './message_cache';

export interface OutgoingMessage {
  clientId: string;
  text: string;
  attachments: Attachment[];
  error?: string;
  failed: boolean;
}

export interface Outgoing {
  list: OutgoingMessage[];
  send: (text: string, attachments: Attachment[]) => void;
  again: (message: OutgoingMessage) => void;
  drop: (clientId: string) => void;
}

const keyOf = (conversationId: number) => `postroom.portal.outgoing.${conversationId}`;

/** What a reload interrupted has to be sent again by hand: nobody knows whether it arrived. */
function readKept(conversationId: number): OutgoingMessage[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(conversationId)) ?? '[]');
    return Array.isArray(kept)
      ? (kept as OutgoingMessage[]).map((message) => ({ ...message, failed: true }))
      : [];
  } catch {
    return [];
  }
}

export function useOutgoing(conversationId: number): Outgoing {
  const client = useQueryClient();
  const words = useErrorWords();
  const [list, setList] = useState(() => readKept(conversationId));

  const change = useCallback(
    (next: (all: OutgoingMessage[]) => OutgoingMessage[]) =>
      setList((all) => {
        const changed = next(all);
        localStorage.setItem(keyOf(conversationId), JSON.stringify(changed));
        return changed;
      }),
    [conversationId],
  );
  const drop = useCallback(
    (clientId: string) => change((all) => all.filter((one) => one.clientId !== clientId)),
    [change],
  );

  const again = useCallback(
    async (message: OutgoingMessage) => {
      const sent = { ...message, failed: false, error: undefined };
      change((all) => [...all.filter((one) => one.clientId !== sent.clientId), sent]);
      try {
        const posted = await ok(
          api.POST('/api/v1/my/conversations/{id}/messages', {
            params: { path: { id: conversationId } },
            body: {
              text: sent.text,
              client_id: sent.clientId,
              attachment_ids: sent.attachments.map(({ id }) => id),
            },
          }),
        );
        client.setQueryData<MessagePages>(['messages', conversationId], (pages) =>
          withMessage(pages, posted),
        );
        drop(sent.clientId);
      } catch (error) {
        change((all) =>
          all.map((one) =>
            one.clientId === sent.clientId ? { ...one, failed: true, error: words(error) } : one,
          ),
        );
      }
    },
    [change, client, conversationId, drop, words],
  );

  const send = useCallback(
    (text: string, attachments: Attachment[]) =>
      void again({ clientId: newClientId(), text, attachments, failed: false }),
    [again],
  );
  return useMemo(
    () => ({ list, send, again: (message) => void again(message), drop }),
    [list, send, again, drop],
  );
}
