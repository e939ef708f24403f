// Invitations to projects that wait for an answer; nothing when none waits.
// Source: F043.
import { Button, Group, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Invitation } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { invitationsQuery } from '@agent/app/queries';
import classes from './Talk.module.css';

export function InvitationCards() {
  const { t } = useTranslation();
  const { data } = useQuery(invitationsQuery);
  if (!data || data.items.length === 0) return null;
  return (
    <div className={classes.cards} role="group" aria-label={t('invitations.title')}>
      {data.items.map((invitation) => (
        <Card key={invitation.project.id} invitation={invitation} />
      ))}
    </div>
  );
}

function Card({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const { project, invited_by: by } = invitation;
  const answer = useMutation({
    mutationFn: async (accepts: boolean) => {
      const params = { path: { id: project.id } };
      if (accepts) await ok(api.POST('/api/v1/invitations/{id}/accept', { params }));
      else await ok(api.POST('/api/v1/invitations/{id}/decline', { params }));
    },
    onError: (error) => notice(error),
    onSettled: () => {
      for (const key of ['invitations', 'projects', 'project', 'conversations'])
        void client.invalidateQueries({ queryKey: [key] });
    },
  });
  return (
    <div className={classes.card}>
      <Text size="sm">{t('invitations.text', { name: by.name, project: project.name })}</Text>
      <Group gap="xs">
        <Button size="compact-sm" loading={answer.isPending} onClick={() => answer.mutate(true)}>
          {t('invitations.accept')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => answer.mutate(false)}>
          {t('invitations.decline')}
        </Button>
      </Group>
    </div>
  );
}
