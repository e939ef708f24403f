// Whom a project is shared with; an invitation that waits says so.
// Invariant: only administrators and team leaders change it; everybody may go themselves.
// Source: F024, F042, F043.
import { ActionIcon, Badge, Button, Select, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { IconPlus, IconUsersGroup, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { ProjectMember } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { meQuery, projectMembersQuery, teamsQuery, usersQuery } from '@agent/app/queries';
import classes from './Projects.module.css';

type Key = Pick<ProjectMember, 'kind' | 'id'>;

function useMembership(projectId: number) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  const path = '/api/v1/projects/{id}/members/{kind}/{person_id}' as const;
  return useMutation({
    mutationFn: async ({ kind, id, member }: Key & { member: boolean }) => {
      const params = { path: { id: projectId, kind, person_id: id } };
      if (member) await ok(api.PUT(path, { params }));
      else await ok(api.DELETE(path, { params }));
    },
    onError: (error) => notice(error),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['project', projectId] });
      void client.invalidateQueries({ queryKey: ['projects'] });
    },
  });
}

export function Members({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const { data } = useQuery(projectMembersQuery(projectId));
  const change = useMembership(projectId);
  const members = data?.items ?? [];
  const leads = me !== undefined && me.role !== 'member';
  const isMe = ({ kind, id }: Key) => kind === 'user' && id === me?.id;
  const remove = (member: ProjectMember) =>
    change.mutate(
      { ...member, member: false },
      {
        onSuccess: () => {
          if (isMe(member) && me?.role !== 'administrator') void navigate({ to: '/projects' });
        },
      },
    );
  return (
    <>
      <ul className={classes.people}>
        {members.map((member) => (
          <li key={`${member.kind}:${member.id}:${member.invited}`}>
            {member.kind === 'team' ? (
              <span className={classes.team}>
                <IconUsersGroup size={15} aria-hidden />
              </span>
            ) : (
              <PersonAvatar person={{ ...member, kind: 'user' }} size={26} />
            )}
            <Text size="sm" truncate className={classes.name}>
              {member.name}
            </Text>
            {member.invited && <Badge variant="light">{t('projects.invited')}</Badge>}
            {isMe(member) && !member.invited ? (
              <Button size="compact-xs" variant="default" onClick={() => remove(member)}>
                {t('projects.leave')}
              </Button>
            ) : (
              leads && (
                <ActionIcon
                  size="sm"
                  variant="subtle"
                  color="gray"
                  aria-label={t('projects.remove', { name: member.name })}
                  onClick={() => remove(member)}
                >
                  <IconX size={14} />
                </ActionIcon>
              )
            )}
          </li>
        ))}
      </ul>
      {leads && (
        <AddMember present={members} onAdd={(key) => change.mutate({ ...key, member: true })} />
      )}
    </>
  );
}

interface AddMemberProps {
  present: ProjectMember[];
  onAdd: (key: Key) => void;
}

function AddMember({ present, onAdd }: AddMemberProps) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const { data: users } = useQuery(usersQuery);
  const { data: teams } = useQuery(teamsQuery);
  const taken = new Set(present.map(({ kind, id }) => `${kind}:${id}`));
  const options = (kind: ProjectMember['kind'], list: { id: number; name: string }[] = []) =>
    list
      .map(({ id, name }) => ({ value: `${kind}:${id}`, label: name }))
      .filter(({ value }) => !taken.has(value));
  if (!adding) {
    return (
      <Button
        size="compact-sm"
        variant="subtle"
        mt="xs"
        leftSection={<IconPlus size={14} />}
        onClick={() => setAdding(true)}
      >
        {t('projects.add_member')}
      </Button>
    );
  }
  return (
    <Select
      size="xs"
      mt="xs"
      autoFocus
      searchable
      defaultDropdownOpened
      aria-label={t('projects.add_member')}
      placeholder={t('projects.add_member')}
      nothingFoundMessage={t('followers.nobody_else')}
      data={[
        {
          group: t('followers.users'),
          items: options(
            'user',
            users?.items.filter(({ active }) => active),
          ),
        },
        { group: t('followers.teams'), items: options('team', teams?.items) },
      ]}
      onBlur={() => setAdding(false)}
      onChange={(value) => {
        setAdding(false);
        const [kind, id] = (value ?? '').split(':');
        if (kind === 'user' || kind === 'team') onAdd({ kind, id: Number(id) });
      }}
    />
  );
}
