// Status, assignee, team, priority, queue, requester of an item.
// Source: product.md, "item"; F126, F127.
import { Anchor, Badge, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Item, Priority } from '@shared/api/types';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { When } from '@shared/ui/When';
import { projectsQuery, statusesQuery, teamsQuery, usersQuery } from '@agent/app/queries';
import { QueueDot } from '@agent/app/QueueSelect';
import { useStatusName } from '@agent/items/StateBadge';
import { useChangeItem } from './use_item';
import classes from './ItemColumn.module.css';

const priorities: Priority[] = ['urgent', 'high', 'normal', 'low'];
const nobody = 'none';

export function ItemProperties({ item }: { item: Item }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm">
      <Group gap={8} wrap="nowrap" justify="space-between">
        <Anchor
          component={Link}
          to="/items/$itemId"
          params={{ itemId: item.id } as never}
          fw={650}
          size="sm"
        >
          {item.reference}
        </Anchor>
        {item.queue && (
          <Badge variant="default" leftSection={<QueueDot color={item.queue.color} />}>
            {item.queue.name}
          </Badge>
        )}
      </Group>
      {item.requester && (
        <Group gap={10} wrap="nowrap">
          <PersonAvatar person={item.requester} size={34} />
          <div className={classes.requester}>
            <Text size="sm" fw={600} truncate>
              {item.requester.name}
            </Text>
            {item.requester.email && (
              <Anchor href={`mailto:${item.requester.email}`} size="xs" truncate display="block">
                {item.requester.email}
              </Anchor>
            )}
          </div>
        </Group>
      )}
      <Choices item={item} />
      <Field label={t('item.created')}>
        <Text size="sm">
          <When at={item.created_at} />
        </Text>
      </Field>
      <Field label={t('item.updated')}>
        <Text size="sm">
          <When at={item.updated_at} />
        </Text>
      </Field>
    </Stack>
  );
}

function Choices({ item }: { item: Item }) {
  const { t } = useTranslation();
  const change = useChangeItem(item.id);
  const nameOf = useStatusName();
  const { data: statuses } = useQuery(statusesQuery);
  const { data: users } = useQuery(usersQuery);
  const { data: teams } = useQuery(teamsQuery);
  const people = (users?.items ?? []).filter(
    ({ active, id }) => active || id === item.assignee?.id,
  );
  const setStatus = (name: string) => {
    const status = statuses?.items.find((known) => known.name === name);
    if (status)
      change.mutate({ patch: { status: name }, shown: { status: name, state: status.state } });
  };
  const setAssignee = (value: string) => {
    const user = people.find(({ id }) => String(id) === value);
    change.mutate({
      patch: { assignee_id: user?.id ?? null },
      shown: { assignee: user ? { kind: 'user', id: user.id, name: user.name } : null },
    });
  };
  const setTeam = (value: string) => {
    const team = teams?.items.find(({ id }) => String(id) === value);
    change.mutate({
      patch: { team_id: team?.id ?? null },
      shown: { team: team ? { id: team.id, name: team.name } : null },
    });
  };
  const setPriority = (value: string) => {
    const priority = priorities.find((known) => known === value);
    if (priority) change.mutate({ patch: { priority }, shown: { priority } });
  };
  const none = (label: string) => ({ value: nobody, label });
  return (
    <>
      <Choice
        label={t('item.status')}
        value={item.status}
        data={(statuses?.items ?? [item]).map((status) => {
          const name = 'name' in status ? status.name : status.status;
          return { value: name, label: nameOf(name) };
        })}
        onChange={setStatus}
      />
      <Choice
        label={t('item.assignee')}
        value={String(item.assignee?.id ?? nobody)}
        data={[
          none(t('item.nobody')),
          ...people.map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        onChange={setAssignee}
      />
      <Choice
        label={t('item.team')}
        value={String(item.team?.id ?? nobody)}
        data={[
          none(t('item.no_team')),
          ...(teams?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
        ]}
        onChange={setTeam}
      />
      <ProjectChoice item={item} />
      <Choice
        label={t('item.priority')}
        value={item.priority}
        data={priorities.map((value) => ({ value, label: t(`priority.${value}`) }))}
        onChange={setPriority}
      />
    </>
  );
}

/** Shown when there are projects to choose from, or when the item is in one. */
function ProjectChoice({ item }: { item: Item }) {
  const { t } = useTranslation();
  const change = useChangeItem(item.id);
  const { data: projects } = useQuery(projectsQuery);
  const shared = projects?.items ?? [];
  const own = item.project;
  if (shared.length === 0 && !own) return null;
  const listed = own && !shared.some(({ id }) => id === own.id) ? [own, ...shared] : shared;
  return (
    <Choice
      label={t('item.project')}
      value={String(own?.id ?? nobody)}
      data={[
        { value: nobody, label: t('item.no_project') },
        ...listed.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={(value) => {
        const project = listed.find(({ id }) => String(id) === value);
        change.mutate({
          patch: { project_id: project?.id ?? null },
          shown: { project: project ? { id: project.id, name: project.name } : null },
        });
      }}
    />
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  onChange: (value: string) => void;
}

function Choice({ label, value, data, onChange }: ChoiceProps) {
  return (
    <Field label={label}>
      <Select
        size="xs"
        aria-label={label}
        value={value}
        data={data}
        searchable={data.length > 8}
        comboboxProps={{ withinPortal: true, shadow: 'md' }}
        onChange={(chosen) => {
          if (chosen !== null && chosen !== value) onChange(chosen);
        }}
      />
    </Field>
  );
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={classes.field}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {children}
    </div>
  );
}
