// Changing an item: shown at once, put back with a reason when the server says no.
// Invariant: an edit names the version it was made on, so that a colleague's faster change is never overwritten.
// Source: api/openapi.yaml, If-Match; ui.md, "optimistic where it can be undone".
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ok } from '@shared/api/client';
import type { Item, ItemPatch } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { itemQuery, statusesQuery } from '@agent/app/queries';

interface Change {
  patch: ItemPatch;
  /** What the screen shows until the server has answered. */
  shown: Partial<Item>;
}

export function useChangeItem(itemId: number) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  const key = itemQuery(itemId).queryKey;
  return useMutation({
    mutationFn: ({ patch }: Change) => {
      const version = client.getQueryData(key)?.version;
      return ok(
        api.PATCH('/api/v1/items/{id}', {
          params: {
            path: { id: itemId },
            header: version ? { 'If-Match': `"${version}"` } : undefined,
          },
          body: patch,
        }),
      );
    },
    onMutate: ({ shown }) => {
      const before = client.getQueryData(key);
      if (before) client.setQueryData(key, { ...before, ...shown });
      return before;
    },
    onSuccess: (item) => {
      client.setQueryData(key, item);
      void client.invalidateQueries({ queryKey: ['conversations'] });
      void client.invalidateQueries({ queryKey: ['conversation'] });
      void client.invalidateQueries({ queryKey: ['items'] });
    },
    onError: (error, _change, before) => {
      if (before) client.setQueryData(key, before);
      void client.invalidateQueries({ queryKey: key });
      notice(error);
    },
  });
}

/** Closes the item, or opens it again: the first status of the other state. */
export function useCloseItem(itemId: number | null): () => void {
  const { data: item } = useQuery({ ...itemQuery(itemId ?? 0), enabled: itemId !== null });
  const { data: statuses } = useQuery(statusesQuery);
  const change = useChangeItem(itemId ?? 0);
  return () => {
    if (!item || !statuses) return;
    const wanted = item.state === 'finished' ? 'in_progress' : 'finished';
    const status = statuses.items.find(({ state }) => state === wanted);
    if (!status) return;
    change.mutate({
      patch: { status: status.name },
      shown: { status: status.name, state: status.state },
    });
  };
}
