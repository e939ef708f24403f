// What can be done with conversations: begin, name, leave, link, turn into an item, split, merge.
// Invariant: after each act everything shown that it changed is asked again; a refusal is said in words.
// Source: api/openapi.yaml, tags conversations and items; F181.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api, ok } from '@shared/api/client';
import type { Visibility } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { sameList } from '@agent/messenger/search_params';

export interface People {
  user_ids: number[];
  team_ids: number[];
}

/** "user:3" and "team:1" as the server wants them. */
export function peopleOf(values: string[]): People {
  const ids = (kind: string) =>
    values.filter((value) => value.startsWith(kind)).map((value) => Number(value.split(':')[1]));
  return { user_ids: ids('user:'), team_ids: ids('team:') };
}

function useAct<Input, Output>(
  act: (input: Input) => Promise<Output>,
  after?: (o: Output) => void,
) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: act,
    onSuccess: (output) => {
      for (const key of ['conversations', 'conversation', 'item', 'items', 'messages', 'audience'])
        void client.invalidateQueries({ queryKey: [key] });
      after?.(output);
    },
    onError: (error) => notice(error),
  });
}

function useOpenConversation(): (id: number) => void {
  const navigate = useNavigate();
  return (id) =>
    void navigate({
      to: '/messenger/$conversationId',
      params: { conversationId: id },
      search: { section: 'mine' },
    });
}

export function useStartDirect(done: () => void) {
  const open = useOpenConversation();
  return useAct(
    (body: People & { title: string }) => ok(api.POST('/api/v1/conversations', { body })),
    ({ id }) => {
      done();
      open(id);
    },
  );
}

const at = (id: number) => ({ params: { path: { id } } });

export function useRename(id: number, done: () => void) {
  return useAct(
    (title: string) => ok(api.PATCH('/api/v1/conversations/{id}', { ...at(id), body: { title } })),
    done,
  );
}

export function useAddPeople(id: number, done: () => void) {
  return useAct(
    (body: People) => ok(api.POST('/api/v1/conversations/{id}/participants', { ...at(id), body })),
    done,
  );
}

export function useLeave(id: number) {
  const navigate = useNavigate();
  return useAct(
    () => ok(api.POST('/api/v1/conversations/{id}/leave', at(id))),
    () => void navigate({ to: '/messenger', search: sameList }),
  );
}

export function useLink(id: number, done: () => void) {
  return useAct(
    (body: { item_id: number; share_between_customers: boolean }) =>
      ok(api.POST('/api/v1/conversations/{id}/link', { ...at(id), body })),
    done,
  );
}

export function useMakeItem(id: number, done: () => void) {
  return useAct(
    (body: { type: 'ticket' | 'task'; title: string }) =>
      ok(api.POST('/api/v1/conversations/{id}/item', { ...at(id), body })),
    done,
  );
}

export function useOpenStream(itemId: number) {
  const open = useOpenConversation();
  return useAct(
    (visibility: Visibility) =>
      ok(api.POST('/api/v1/items/{id}/conversations', { ...at(itemId), body: { visibility } })),
    ({ id }) => open(id),
  );
}

function useOpenItem(): (id: number) => void {
  const navigate = useNavigate();
  return (id) => void navigate({ to: '/items/$itemId', params: { itemId: id } });
}

export function useSplit(itemId: number) {
  const open = useOpenItem();
  return useAct(
    (body: { message_ids: number[]; title: string }) =>
      ok(api.POST('/api/v1/items/{id}/split', { ...at(itemId), body })),
    ({ id }) => open(id),
  );
}

export function useMerge(itemId: number) {
  const open = useOpenItem();
  return useAct(
    (body: { into_id: number; share_between_customers: boolean }) =>
      ok(api.POST('/api/v1/items/{id}/merge', { ...at(itemId), body })),
    ({ id }) => open(id),
  );
}
