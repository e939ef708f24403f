// Changing one's own profile: shown at once, put back with a reason when refused.
// Source: F044, F140, F159.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ok } from '@shared/api/client';
import type { Me, MePatch } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { meQuery } from '@agent/app/queries';

export function useChangeMe() {
  const client = useQueryClient();
  const notice = useErrorNotice();
  const key = meQuery.queryKey;
  return useMutation({
    mutationFn: (patch: MePatch) => ok(api.PATCH('/api/v1/me', { body: patch })),
    onMutate: async (patch) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData(key);
      if (before) client.setQueryData(key, withPatch(before, patch));
      return before;
    },
    onSuccess: (me) => client.setQueryData(key, me),
    onError: (error, _patch, before) => {
      if (before) client.setQueryData(key, before);
      notice(error);
    },
  });
}

export function withPatch(me: Me, patch: MePatch): Me {
  const { notification_preferences: preferences, outbox, ...rest } = patch;
  return {
    ...me,
    ...rest,
    notification_preferences: { ...me.notification_preferences, ...preferences },
    outbox: { ...me.outbox, ...outbox },
  };
}
