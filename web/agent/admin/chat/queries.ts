// Chat widgets as the administration asks for them.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ok } from '@shared/api/client';
import type { components } from '@shared/api/schema';
import { useErrorNotice } from '@shared/ui/errors';

export type ChatWidget = components['schemas']['ChatWidget'];
export type ChatWidgetPatch = components['schemas']['ChatWidgetPatch'];

export const widgetsQuery = queryOptions({
  queryKey: ['chat_widgets'],
  queryFn: () => ok(api.GET('/api/v1/chat_widgets')),
});

export function useChangeWidget(id: number, onSaved?: () => void) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: (body: ChatWidgetPatch) =>
      ok(api.PATCH('/api/v1/chat_widgets/{id}', { params: { path: { id } }, body })),
    onSuccess: onSaved,
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: widgetsQuery.queryKey }),
  });
}
