// Approving time that was booked, on the item and in the list of all.
// Source: api/openapi.yaml, update_timesheet_entry.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ok } from '@shared/api/client';
import { useErrorNotice } from '@shared/ui/errors';

export function useApprove() {
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: ({ id, approved }: { id: number; approved: boolean }) =>
      ok(
        api.PATCH('/api/v1/timesheet_entries/{id}', {
          params: { path: { id } },
          body: { approved },
        }),
      ),
    onError: (error) => notice(error),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['timesheet'] });
      await client.invalidateQueries({ queryKey: ['timesheets'] });
    },
  });
}
