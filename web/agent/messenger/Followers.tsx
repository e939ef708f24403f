// Who follows the item; joining and leaving is one click.
// Source: F031 (following), F056; ui.md, "the people".
import { ActionIcon, Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  IconBell,
  IconBellOff,
  IconHelpCircle,
  IconPlus,
  IconUsersGroup,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Follower, FollowerKind } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { followersQuery, meQuery, teamsQuery, usersQuery } from '@agent/app/queries';
import { PersonExplainDrawer, type Asked } from './PersonExplainDrawer';
import classes from './ItemColumn.module.css';

type Key = Pick<Follower, 'kind' | 'id'>;

function useFollow(itemId: number) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: async ({ kind, id, follow }: Key & { follow: boolean }) => {
      const params = { path: { id: itemId, kind, person_id: id } };
      if (follow) await ok(api.PUT('/api/v1/items/{id}/followers/{kind}/{person_id}', { params }));
      else await ok(api.DELETE('/api/v1/items/{id}/followers/{kind}/{person_id}', { params }));
    },
    onError: (error) => notice(error),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: followersQuery(itemId).queryKey });
      await client.invalidateQueries({ queryKey: ['audience'] });
    },
  });
}

export function Followers({ itemId }: { itemId: number }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data } = useQuery(followersQuery(itemId));
  const follow = useFollow(itemId);
  const [adding, setAdding] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const followers = data?.items ?? [];
  const mine = followers.some(({ kind, id }) => kind === 'user' && id === me?.id);
  return (
    <Stack gap={8}>
      <Group justify="space-between">
        <Title order={3}>
          {followers.length === 0
            ? t('followers.heading')
            : t('followers.title', { count: followers.length })}
        </Title>
        {me && (
          <Button
            size="compact-xs"
            variant={mine ? 'default' : 'light'}
            leftSection={mine ? <IconBellOff size={14} /> : <IconBell size={14} />}
            loading={follow.isPending}
            onClick={() => follow.mutate({ kind: 'user', id: me.id, follow: !mine })}
          >
            {mine ? t('followers.leave') : t('followers.join')}
          </Button>
        )}
      </Group>
      {data && followers.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('followers.none')}
        </Text>
      )}
      <ul className={classes.followers}>
        {followers.map((follower) => (
          <li key={`${follower.kind}:${follower.id}`}>
            {follower.kind === 'team' ? (
              <span className={classes.team}>
                <IconUsersGroup size={15} aria-hidden />
              </span>
            ) : (
              <PersonAvatar person={{ ...follower, kind: follower.kind }} size={26} />
            )}
            <Text size="sm" truncate className={classes.followerName}>
              {follower.name}
            </Text>
            <Text size="xs" c="dimmed">
              {t(`followers.kind.${follower.kind}`)}
            </Text>
            {follower.kind !== 'team' && (
              <ActionIcon
                size="sm"
                variant="subtle"
                color="gray"
                aria-label={t('explain.person', { name: follower.name })}
                onClick={() => setAsked({ ...follower, kind: follower.kind as Asked['kind'] })}
              >
                <IconHelpCircle size={15} />
              </ActionIcon>
            )}
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              className={classes.remove}
              aria-label={t('followers.remove', { name: follower.name })}
              onClick={() => follow.mutate({ ...follower, follow: false })}
            >
              <IconX size={14} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      <PersonExplainDrawer itemId={itemId} person={asked} onClose={() => setAsked(null)} />
      {adding ? (
        <AddFollower
          present={followers}
          onAdd={(key) => {
            setAdding(false);
            follow.mutate({ ...key, follow: true });
          }}
          onCancel={() => setAdding(false)}
        />
      ) : (
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => setAdding(true)}
        >
          {t('followers.add')}
        </Button>
      )}
    </Stack>
  );
}

interface AddFollowerProps {
  present: Follower[];
  onAdd: (key: Key) => void;
  onCancel: () => void;
}

function AddFollower({ present, onAdd, onCancel }: AddFollowerProps) {
  const { t } = useTranslation();
  const { data: users } = useQuery(usersQuery);
  const { data: teams } = useQuery(teamsQuery);
  const taken = new Set(present.map(({ kind, id }) => `${kind}:${id}`));
  const options = (kind: FollowerKind, list: { id: number; name: string }[] | undefined) =>
    (list ?? [])
      .map(({ id, name }) => ({ value: `${kind}:${id}`, label: name }))
      .filter(({ value }) => !taken.has(value));
  return (
    <Select
      size="xs"
      autoFocus
      searchable
      defaultDropdownOpened
      aria-label={t('followers.add')}
      placeholder={t('followers.add')}
      nothingFoundMessage={t('followers.nobody_else')}
      data={[
        { group: t('followers.users'), items: options('user', users?.items) },
        { group: t('followers.teams'), items: options('team', teams?.items) },
      ]}
      onBlur={onCancel}
      onChange={(value) => {
        const [kind, id] = (value ?? '').split(':');
        if (kind === 'user' || kind === 'team') onAdd({ kind, id: Number(id) });
      }}
    />
  );
}
