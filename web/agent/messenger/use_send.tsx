// Sending: shown at once, confirmed by the server, undone within the delay of the person's choice.
// Invariant: a failed send keeps the text and its client_id, so that trying again can never post twice.
// Source: CHAT-1; F178 (undo send); ui.md, "optimistic where it can be undone".
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ApiError, ok } from '@shared/api/client';
import type { Message } from '@shared/api/types';
import { useErrorNotice, useErrorWords } from '@shared/ui/errors';
import { loadDraft, saveDraft } from './drafts';
import { type MessagePages, withMessage } from './message_cache';
import { pendingStore, type PendingMessage } from './pending';
import { showUndoToast } from './UndoToast';

interface SendOptions {
  /** The draft that becomes this message; nothing of it may be under way to the server any more. */
  draft?: Promise<void>;
}

type Send = (message: PendingMessage, options?: SendOptions) => Promise<void>;

const draftPatienceMs = 2_000;

export function useSend(itemId: number | null): Send {
  const client = useQueryClient();
  const words = useErrorWords();
  const undo = useUndo(itemId);
  return useCallback(
    async (pending, options) => {
      pendingStore.put({ ...pending, state: 'sending', error: undefined, collided: undefined });
      try {
        if (options?.draft) await Promise.race([options.draft, pause(draftPatienceMs)]);
        const message = await postMessage(pending, options?.draft !== undefined);
        client.setQueryData<MessagePages>(['messages', pending.conversationId], (pages) =>
          withMessage(pages, message),
        );
        pendingStore.remove(pending.clientId);
        void client.invalidateQueries({ queryKey: ['conversations'] });
        if (message.undo_until && !pending.choice?.sendAt)
          showUndoToast(message, () => undo(message));
      } catch (error) {
        const collided = error instanceof ApiError && error.code === 'answered_meanwhile';
        pendingStore.fail(pending.clientId, words(error), collided);
      }
    },
    [client, words, undo],
  );
}

const pause = (ms: number) => new Promise<void>((done) => window.setTimeout(done, ms));

function postMessage(pending: PendingMessage, discardDraft: boolean): Promise<Message> {
  return ok(
    api.POST('/api/v1/conversations/{id}/messages', {
      params: { path: { id: pending.conversationId } },
      body: {
        html: pending.html || undefined,
        text: pending.text || undefined,
        client_id: pending.clientId,
        attachment_ids: pending.attachments.map(({ id }) => id),
        mentions: pending.mentions ?? [],
        unless_answered_after: pending.unlessAnsweredAfter,
        discard_draft: discardDraft,
        send_at: pending.choice?.sendAt ?? undefined,
        importance: pending.choice?.importance,
      },
    }),
  );
}

/**
 * Takes the message back and puts its words into the box again; when its minute is over, cancels every mail that carries
 * it and has not left yet.
 */
function useUndo(itemId: number | null): (message: Message) => Promise<string> {
  const client = useQueryClient();
  const { t } = useTranslation();
  const notice = useErrorNotice();
  return useCallback(
    async (message) => {
      const { id, conversation_id: place } = message;
      try {
        const rest = await ok(api.DELETE('/api/v1/messages/{id}', { params: { path: { id } } }));
        client.setQueryData<MessagePages>(['messages', place], (pages) => withMessage(pages, rest));
        saveDraft(place, (message.html ?? '') + loadDraft(place));
        window.dispatchEvent(new CustomEvent('postroom:draft', { detail: place }));
        return t('undo.taken_back');
      } catch (error) {
        const code = error instanceof ApiError ? error.code : '';
        if (code === 'mail_has_left') return t('undo.too_late');
        if (code === 'change_too_late') return t(await cancelMails(message, itemId));
        notice(error);
        return t('undo.failed');
      } finally {
        void client.invalidateQueries({ queryKey: ['outbox'] });
        void client.invalidateQueries({ queryKey: ['conversations'] });
      }
    },
    [client, itemId, notice, t],
  );
}

async function cancelMails(
  message: Message,
  itemId: number | null,
): Promise<'undo.done' | 'undo.too_late'> {
  const query = { view: 'all' as const, limit: 200, item_id: itemId ?? undefined };
  const outbox = await ok(api.GET('/api/v1/outbox', { params: { query } }));
  const ids = outbox.items
    .filter((mail) => mail.message_id === message.id && mail.can_cancel)
    .map((mail) => mail.id);
  if (ids.length === 0) return 'undo.too_late';
  const outcome = await ok(api.POST('/api/v1/outbox/cancel', { body: { ids } }));
  return outcome.items.every(({ ok: done }) => done) ? 'undo.done' : 'undo.too_late';
}
