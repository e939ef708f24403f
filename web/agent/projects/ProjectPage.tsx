// One project: its streams, its items, who it is shared with, who follows.
// Source: product.md, "project"; F005, F024, F042, F043.
import { ActionIcon, Group, SegmentedControl, Skeleton, TextInput, Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { IconArrowLeft, IconLock, IconMessageCircle, IconPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Conversation, Visibility } from '@shared/api/types';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { Card, Page } from '@shared/ui/Page';
import { When } from '@shared/ui/When';
import { projectConversationsQuery, projectQuery } from '@agent/app/queries';
import { StateBadge } from '@agent/items/StateBadge';
import { Followers } from '@agent/messenger/Followers';
import { Members } from './Members';
import classes from './Projects.module.css';

const route = getRouteApi('/app/projects/$projectId');

export function ProjectPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { projectId } = route.useParams();
  const { data: project, error, refetch } = useQuery(projectQuery(projectId));
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!project) return <Skeleton height={28} width="40%" m="xl" aria-hidden />;
  return (
    <Page
      title={project.name}
      actions={
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('actions.back')}
          onClick={() => void navigate({ to: '/projects' })}
        >
          <IconArrowLeft size={20} />
        </ActionIcon>
      }
    >
      <div className={classes.columns}>
        <div className={classes.column}>
          <Card title={t('projects.streams')} text={t('projects.streams_text')}>
            <Streams projectId={projectId} />
          </Card>
          <Card title={t('projects.items')}>
            <Items projectId={projectId} />
          </Card>
        </div>
        <div className={classes.column}>
          <Card title={t('projects.members')} text={t('projects.members_text')}>
            <Members projectId={projectId} />
          </Card>
          <Card>
            <Followers subject="project" id={projectId} />
          </Card>
        </div>
      </div>
    </Page>
  );
}

function Streams({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  const { data } = useQuery(projectConversationsQuery(projectId));
  const [adding, setAdding] = useState(false);
  return (
    <>
      {data?.items.length === 0 && <p className={classes.none}>{t('projects.no_stream')}</p>}
      <ul className={classes.list}>
        {(data?.items ?? []).map((stream) => (
          <li key={stream.id}>
            <StreamLine stream={stream} />
          </li>
        ))}
      </ul>
      {adding ? (
        <NewStream projectId={projectId} />
      ) : (
        <Button
          size="compact-sm"
          variant="subtle"
          mt="xs"
          leftSection={<IconPlus size={14} />}
          onClick={() => setAdding(true)}
        >
          {t('projects.new_stream')}
        </Button>
      )}
    </>
  );
}

function StreamLine({ stream }: { stream: Conversation }) {
  const { t } = useTranslation();
  const internal = stream.visibility === 'internal';
  return (
    <Link
      to="/messenger/$conversationId"
      params={{ conversationId: stream.id }}
      search={{ section: 'mine' }}
    >
      {internal ? (
        <IconLock size={16} aria-label={t('visibility.internal')} />
      ) : (
        <IconMessageCircle size={16} aria-hidden />
      )}
      <span>
        {stream.name || t(internal ? 'projects.internal_stream' : 'projects.public_stream')}
      </span>
      {stream.unread_count > 0 && <b className={classes.unread}>{stream.unread_count}</b>}
      {stream.last_message && (
        <small>
          <When at={stream.last_message.at} form="list" />
        </small>
      )}
    </Link>
  );
}

const visibilities: Visibility[] = ['internal', 'public'];

function NewStream({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const notice = useErrorNotice();
  const [visibility, setVisibility] = useState<Visibility>('internal');
  const [title, setTitle] = useState('');
  const open = useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/projects/{id}/conversations', {
          params: { path: { id: projectId } },
          body: { visibility, title: title.trim() },
        }),
      ),
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ['project', projectId] });
      void navigate({ to: '/messenger/$conversationId', params: { conversationId: id } });
    },
    onError: (error) => notice(error),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    open.mutate();
  };
  return (
    <form onSubmit={submit} className={classes.form}>
      <SegmentedControl
        size="xs"
        aria-label={t('projects.visibility')}
        value={visibility}
        data={visibilities.map((value) => ({ value, label: t(`projects.${value}_stream`) }))}
        onChange={(value) => setVisibility(value === 'public' ? 'public' : 'internal')}
      />
      <Group gap="xs" align="flex-end">
        <TextInput
          size="sm"
          style={{ flex: 1 }}
          label={t('talk.title')}
          maxLength={200}
          value={title}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <Button type="submit" size="sm" loading={open.isPending}>
          {t('projects.open_stream')}
        </Button>
      </Group>
    </form>
  );
}

const itemsShown = 50;

function Items({ projectId }: { projectId: number }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['items', 'project', projectId],
    queryFn: () =>
      ok(
        api.GET('/api/v1/items', {
          params: { query: { project_id: projectId, limit: itemsShown } },
        }),
      ),
  });
  if (data?.items.length === 0) return <p className={classes.none}>{t('projects.no_items')}</p>;
  return (
    <ul className={classes.list}>
      {(data?.items ?? []).map((item) => (
        <li key={item.id}>
          <Link to="/items/$itemId" params={{ itemId: item.id }}>
            <small>{item.reference}</small>
            <span>{item.title}</span>
            <StateBadge state={item.state} status={item.status} />
          </Link>
        </li>
      ))}
    </ul>
  );
}
