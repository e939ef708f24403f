// Sending: shown at once, confirmed by the server, undone within the delay of the person's choice.
// Invariant: a failed send keeps the text and its client_id, so that trying again can never post twice.
// Source: CHAT-1; F178 (undo send); ui.md, "optimistic where it can be undone".
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Message } from '@shared/api/types';
import { useErrorNotice, useErrorWords } from '@shared/ui/errors';
import { type MessagePages, withMessage } from './message_cache';
import { pendingStore, type PendingMessage } from './pending';
import { showUndoToast } from './UndoToast';

export function useSend(itemId: number | null): (message: PendingMessage) => Promise<void> {
  const client = useQueryClient();
  const words = useErrorWords();
  const undo = useUndo(itemId);
  return useCallback(
    async (pending) => {
      pendingStore.put({ ...pending, state: 'sending', error: undefined });
      try {
        const message = await postMessage(pending);
        client.setQueryData<MessagePages>(['messages', pending.conversationId], (pages) =>
          withMessage(pages, message),
        );
        pendingStore.remove(pending.clientId);
        void client.invalidateQueries({ queryKey: ['conversations'] });
        if (message.undo_until) showUndoToast(message, () => undo(message));
      } catch (error) {
        pendingStore.fail(pending.clientId, words(error));
      }
    },
    [client, words, undo],
  );
}

function postMessage(pending: PendingMessage): Promise<Message> {
  return ok(
    api.POST('/api/v1/conversations/{id}/messages', {
      params: { path: { id: pending.conversationId } },
      body: {
        html: pending.html || undefined,
        text: pending.text || undefined,
        client_id: pending.clientId,
        attachment_ids: pending.attachments.map(({ id }) => id),
      },
    }),
  );
}

/** Cancels every mail that carries the message and has not left yet. */
function useUndo(itemId: number | null): (message: Message) => Promise<string> {
  const client = useQueryClient();
  const { t } = useTranslation();
  const notice = useErrorNotice();
  return useCallback(
    async (message) => {
      try {
        const query = { view: 'all' as const, limit: 200, item_id: itemId ?? undefined };
        const outbox = await ok(api.GET('/api/v1/outbox', { params: { query } }));
        const ids = outbox.items
          .filter((mail) => mail.message_id === message.id && mail.can_cancel)
          .map((mail) => mail.id);
        if (ids.length === 0) return t('undo.too_late');
        const outcome = await ok(api.POST('/api/v1/outbox/cancel', { body: { ids } }));
        void client.invalidateQueries({ queryKey: ['outbox'] });
        return outcome.items.every(({ ok: done }) => done) ? t('undo.done') : t('undo.too_late');
      } catch (error) {
        notice(error);
        return t('undo.failed');
      }
    },
    [client, itemId, notice, t],
  );
}
