// Teams: their names and who belongs to them, changed in place.
// Source: product.md, "team"; api/openapi.yaml, update_team.
import '@mantine/core/styles/Pill.css';
import '@mantine/core/styles/PillsInput.css';
import { Group, MultiSelect, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconUsersGroup } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Team } from '@shared/api/types';
import { AddForm } from '@shared/ui/AddForm';
import { Empty } from '@shared/ui/Empty';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { Table } from '@shared/ui/Table';
import { teamsQuery, usersQuery } from '@agent/app/queries';
import { CsvMenu } from './CsvMenu';

export default function TeamsTab() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(teamsQuery);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} radius="md" aria-hidden />;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('teams.text')}
        </Text>
        <CsvMenu kind="teams" />
      </Group>
      <AddTeam />
      {data.items.length === 0 ? (
        <Empty icon={IconUsersGroup} title={t('teams.empty_title')} text={t('teams.empty_text')} />
      ) : (
        <Table columns={[t('teams.name'), t('teams.members')]}>
          {data.items.map((team) => (
            <TeamRow key={team.id} team={team} />
          ))}
        </Table>
      )}
    </Stack>
  );
}

function AddTeam() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const [name, setName] = useState('');
  const add = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/teams', { body: { name: name.trim() } })),
    onSuccess: () => setName(''),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: teamsQuery.queryKey }),
  });
  return (
    <AddForm label={t('teams.add')} isPending={add.isPending} onAdd={() => add.mutate()}>
      <TextInput
        size="xs"
        w={240}
        required
        label={t('teams.name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </AddForm>
  );
}

function TeamRow({ team }: { team: Team }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const { data: users } = useQuery(usersQuery);
  const [name, setName] = useState(team.name);
  const change = useMutation({
    mutationFn: (body: { name?: string; member_ids?: number[] }) =>
      ok(api.PATCH('/api/v1/teams/{id}', { params: { path: { id: team.id } }, body })),
    onMutate: ({ member_ids }) => {
      if (!member_ids) return;
      client.setQueryData(
        teamsQuery.queryKey,
        (all) =>
          all && {
            ...all,
            items: all.items.map((one) => (one.id === team.id ? { ...one, member_ids } : one)),
          },
      );
    },
    onError: (error) => {
      notice(error);
      setName(team.name);
    },
    onSettled: () => client.invalidateQueries({ queryKey: teamsQuery.queryKey }),
  });
  const people = (users?.items ?? []).filter(
    ({ id, active }) => active || team.member_ids.includes(id),
  );
  return (
    <tr>
      <td>
        <TextInput
          size="xs"
          maw={240}
          aria-label={t('teams.name_of', { name: team.name })}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          onBlur={() => {
            if (name.trim() && name.trim() !== team.name) change.mutate({ name: name.trim() });
          }}
        />
      </td>
      <td>
        <MultiSelect
          size="xs"
          searchable
          aria-label={t('teams.members_of', { name: team.name })}
          placeholder={t('teams.placeholder')}
          data={people.map((user) => ({ value: String(user.id), label: user.name }))}
          value={team.member_ids.map(String)}
          onChange={(ids) => change.mutate({ member_ids: ids.map(Number) })}
        />
      </td>
    </tr>
  );
}
