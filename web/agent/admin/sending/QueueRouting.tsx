// Where a queue sends its new items: project, team, assignee, priority, type.
// Source: F126-F129.
import { Group, Select, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Channel, Priority } from '@shared/api/types';
import { projectsQuery, teamsQuery, usersQuery } from '@agent/app/queries';

export interface RoutingChange {
  project_id?: number | null;
  team_id?: number | null;
  assignee_id?: number | null;
  priority?: Priority;
}

const priorities: Priority[] = ['low', 'normal', 'high', 'urgent'];

const choicesOf = (rows: { id: number; name: string }[] | undefined) =>
  (rows ?? []).map(({ id, name }) => ({ value: String(id), label: name }));
const idOf = (value: string | null) => (value === null ? null : Number(value));
const valueOf = (named: { id: number } | null) => (named ? String(named.id) : null);

interface QueueRoutingProps {
  channel: Channel;
  onChange: (change: RoutingChange) => void;
}

export function QueueRouting({ channel, onChange }: QueueRoutingProps) {
  const { t } = useTranslation();
  const { data: projects } = useQuery(projectsQuery);
  const { data: teams } = useQuery(teamsQuery);
  const { data: users } = useQuery(usersQuery);
  const { routing } = channel;
  const select = { size: 'xs', w: 170, clearable: true } as const;
  return (
    <div role="group" aria-label={t('sending.routing.title')}>
      <Text size="xs" c="dimmed" mt="sm" mb={4}>
        {t('sending.routing.title')}
      </Text>
      <Group gap="md" align="flex-end">
        <Select
          {...select}
          label={t('item.team')}
          placeholder={t('item.no_team')}
          value={valueOf(routing.team)}
          data={choicesOf(teams?.items)}
          onChange={(value) => onChange({ team_id: idOf(value) })}
        />
        <Select
          {...select}
          label={t('item.assignee')}
          placeholder={t('item.nobody')}
          value={valueOf(routing.assignee)}
          data={choicesOf(users?.items.filter(({ active }) => active))}
          onChange={(value) => onChange({ assignee_id: idOf(value) })}
        />
        <Select
          {...select}
          label={t('item.project')}
          placeholder={t('item.no_project')}
          value={valueOf(routing.project)}
          data={choicesOf(projects?.items)}
          onChange={(value) => onChange({ project_id: idOf(value) })}
        />
        <Select
          {...select}
          clearable={false}
          allowDeselect={false}
          w={130}
          label={t('item.priority')}
          value={routing.priority}
          data={priorities.map((value) => ({ value, label: t(`priority.${value}`) }))}
          onChange={(value) => {
            const priority = priorities.find((known) => known === value);
            if (priority) onChange({ priority });
          }}
        />
      </Group>
    </div>
  );
}
