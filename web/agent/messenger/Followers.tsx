// Who follows an item or a project; joining and leaving is one click, a customer can become the requester.
// Source: F005, F031 (following), F056; product-facts 1.1; ui.md, "the people".
import { ActionIcon, Button, Group, Stack, Text, Title, Tooltip } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  IconBell,
  IconBellOff,
  IconHelpCircle,
  IconPlus,
  IconUserStar,
  IconUsersGroup,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Follower } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { followersQuery, meQuery, projectFollowersQuery } from '@agent/app/queries';
import { AddFollower } from './AddFollower';
import { PersonExplainDrawer, type Asked } from './PersonExplainDrawer';
import classes from './ItemColumn.module.css';

type Key = Pick<Follower, 'kind' | 'id'>;
export type FollowedSubject = 'item' | 'project';

const queryOf = { item: followersQuery, project: projectFollowersQuery };

function useFollow(subject: FollowedSubject, subjectId: number) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  const path = `/api/v1/${subject}s/{id}/followers/{kind}/{person_id}` as const;
  return useMutation({
    mutationFn: async ({ kind, id, follow }: Key & { follow: boolean }) => {
      const params = { path: { id: subjectId, kind, person_id: id } };
      if (follow) await ok(api.PUT(path, { params }));
      else await ok(api.DELETE(path, { params }));
    },
    onError: (error) => notice(error),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: queryOf[subject](subjectId).queryKey });
      await client.invalidateQueries({ queryKey: ['audience'] });
      if (subject === 'project') await client.invalidateQueries({ queryKey: ['projects'] });
    },
  });
}

interface FollowersProps {
  subject: FollowedSubject;
  id: number;
  /** Offered beside customers of an item. */
  onPromote?: (customer: Follower) => void;
}

export function Followers({ subject, id: subjectId, onPromote }: FollowersProps) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const { data } = useQuery(queryOf[subject](subjectId));
  const follow = useFollow(subject, subjectId);
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
          {t(subject === 'item' ? 'followers.none' : 'followers.none_project')}
        </Text>
      )}
      <ul className={classes.followers}>
        {followers.map((follower) => (
          <Row
            key={`${follower.kind}:${follower.id}`}
            follower={follower}
            onPromote={follower.kind === 'customer' ? onPromote : undefined}
            onAsk={subject === 'item' ? setAsked : undefined}
            onRemove={() => follow.mutate({ ...follower, follow: false })}
          />
        ))}
      </ul>
      {subject === 'item' && (
        <PersonExplainDrawer itemId={subjectId} person={asked} onClose={() => setAsked(null)} />
      )}
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

interface RowProps {
  follower: Follower;
  onPromote?: (customer: Follower) => void;
  onAsk?: (person: Asked) => void;
  onRemove: () => void;
}

function Row({ follower, onPromote, onAsk, onRemove }: RowProps) {
  const { t } = useTranslation();
  const { kind, name } = follower;
  return (
    <li>
      {kind === 'team' ? (
        <span className={classes.team}>
          <IconUsersGroup size={15} aria-hidden />
        </span>
      ) : (
        <PersonAvatar person={{ ...follower, kind }} size={26} />
      )}
      <Text size="sm" truncate className={classes.followerName}>
        {name}
      </Text>
      <Text size="xs" c="dimmed">
        {t(`followers.kind.${kind}`)}
      </Text>
      {onAsk && kind !== 'team' && (
        <ActionIcon
          size="sm"
          variant="subtle"
          color="gray"
          aria-label={t('explain.person', { name })}
          onClick={() => onAsk({ ...follower, kind })}
        >
          <IconHelpCircle size={15} />
        </ActionIcon>
      )}
      {onPromote && (
        <Tooltip label={t('followers.promote')}>
          <ActionIcon
            size="sm"
            variant="subtle"
            color="gray"
            aria-label={t('followers.promote_name', { name })}
            onClick={() => onPromote(follower)}
          >
            <IconUserStar size={15} />
          </ActionIcon>
        </Tooltip>
      )}
      <ActionIcon
        size="sm"
        variant="subtle"
        color="gray"
        className={classes.remove}
        aria-label={t('followers.remove', { name })}
        onClick={onRemove}
      >
        <IconX size={14} />
      </ActionIcon>
    </li>
  );
}
