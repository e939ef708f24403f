// Binds the draft of a conversation to the composer: loads it, saves it, follows what another device writes.
// Invariant: nothing that is being typed here is replaced by what comes from elsewhere.
// Source: issue 4 point 4; draft_sync.ts.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { api, ok } from '@shared/api/client';
import type { Attachment, Draft } from '@shared/api/types';
import { draftQuery } from '@agent/app/queries';
import { type DraftContent, DraftSync } from './draft_sync';
import { isBehind, isEmptyHtml, loadDraft, markBehind, saveDraft } from './drafts';

export interface DraftBox {
  change: (html: string, attachmentIds: number[]) => void;
  /** Stops saving; resolves when nothing is under way any more. */
  discard: () => Promise<void>;
}

interface Arrival {
  html: string;
  attachments: Attachment[];
}

/** @param onArrival a draft from the server that is newer than what stands here */
export function useDraft(id: number, onArrival: (arrival: Arrival) => void): DraftBox {
  const client = useQueryClient();
  const arrived = useRef(onArrival);
  useEffect(() => {
    arrived.current = onArrival;
  });
  const sync = useMemo(() => new DraftSync({ save: (content) => put(id, content) }), [id]);
  const { data } = useQuery(draftQuery(id));
  useEffect(() => {
    if (!data || sync.isBehind || isBehind(id)) return;
    const html = isEmptyHtml(data.html) ? '' : data.html;
    if (html === loadDraft(id) && data.attachments.length === 0) return;
    saveDraft(id, html);
    arrived.current({ html, attachments: data.attachments });
  }, [data, id, sync]);
  useEffect(() => {
    if (isBehind(id)) sync.change({ html: loadDraft(id), attachmentIds: [] });
    return () => sync.flush();
  }, [id, sync]);

  const change = useCallback(
    (html: string, attachmentIds: number[]) => {
      saveDraft(id, html);
      markBehind(id, true);
      sync.change({ html, attachmentIds });
    },
    [id, sync],
  );
  const discard = useCallback(async () => {
    saveDraft(id, '');
    markBehind(id, false);
    client.setQueryData<Draft>(draftQuery(id).queryKey, (known) =>
      known ? { ...known, html: '', text: '', attachments: [], updated_at: null } : known,
    );
    await sync.discard();
  }, [client, id, sync]);
  return useMemo(() => ({ change, discard }), [change, discard]);
}

async function put(id: number, content: DraftContent): Promise<void> {
  await ok(
    api.PUT('/api/v1/conversations/{id}/draft', {
      params: { path: { id } },
      body: { html: content.html, attachment_ids: content.attachmentIds },
    }),
  );
  markBehind(id, false);
}
