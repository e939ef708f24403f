// Users: a double-click (or Enter) opens a user's notification preferences; only administrators come here.
// Source: F025, F045; ui.md, "double-click opens".
import {
  ActionIcon,
  Badge,
  Button,
  Drawer,
  Group,
  Menu,
  Modal,
  Select,
  Skeleton,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  IconBell,
  IconDots,
  IconLink,
  IconPlus,
  IconUserOff,
  IconUserCheck,
} from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { NotificationPreferencesPatch, Role, User } from '@shared/api/types';
import { Failure, useErrorNotice, useErrorText } from '@shared/ui/errors';
import { Table } from '@shared/ui/Table';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { usersQuery } from '@agent/app/queries';
import { PreferencesForm } from '@agent/profile/PreferencesForm';
import { CsvMenu } from './directory/CsvMenu';

const roles: Role[] = ['administrator', 'team_leader', 'member'];

export default function UsersTab() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(usersQuery);
  const [opened, setOpened] = useState<User | null>(null);
  const [adding, setAdding] = useState(false);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={220} radius="md" aria-hidden />;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('users.text')}
        </Text>
        <Group gap="xs">
          <CsvMenu kind="users" />
          <Button size="xs" leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
            {t('users.add')}
          </Button>
        </Group>
      </Group>
      <Table
        columns={[t('users.name'), t('users.email'), t('users.role'), t('users.state')]}
        actions={t('users.actions')}
      >
        {data.items.map((user) => (
          <UserRow key={user.id} user={user} onOpen={() => setOpened(user)} />
        ))}
      </Table>
      <Drawer
        opened={opened !== null}
        onClose={() => setOpened(null)}
        position="right"
        size="lg"
        title={opened && t('users.preferences_of', { name: opened.name })}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {opened && <UserPreferences userId={opened.id} />}
      </Drawer>
      <AddUser opened={adding} onClose={() => setAdding(false)} />
    </Stack>
  );
}

function useChangeUser(id: number) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: (body: { role?: Role; active?: boolean }) =>
      ok(api.PATCH('/api/v1/users/{id}', { params: { path: { id } }, body })),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  });
}

function UserRow({ user, onOpen }: { user: User; onOpen: () => void }) {
  const { t } = useTranslation();
  const change = useChangeUser(user.id);
  const link = useSignInLink(user.id);
  return (
    <tr
      tabIndex={0}
      onDoubleClick={onOpen}
      onKeyDown={(event) =>
        event.key === 'Enter' && event.target === event.currentTarget && onOpen()
      }
    >
      <td>
        <Group gap={10} wrap="nowrap">
          <PersonAvatar person={{ kind: 'user', id: user.id, name: user.name }} size={28} />
          <Text size="sm" fw={600}>
            {user.name}
          </Text>
        </Group>
      </td>
      <td>{user.email}</td>
      <td>
        <Select
          size="xs"
          w={200}
          aria-label={t('users.role_of', { name: user.name })}
          value={user.role}
          data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
          onChange={(value) => {
            const role = roles.find((known) => known === value);
            if (role && role !== user.role) change.mutate({ role });
          }}
        />
      </td>
      <td>
        <Badge color={!user.active ? 'gray' : user.present ? 'teal' : 'gray'}>
          {!user.active ? t('users.inactive') : user.present ? t('users.present') : t('users.away')}
        </Badge>
      </td>
      <td>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('users.menu_of', { name: user.name })}
            >
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconBell size={16} />} onClick={onOpen}>
              {t('users.preferences')}
            </Menu.Item>
            <Menu.Item leftSection={<IconLink size={16} />} onClick={() => link.mutate()}>
              {t('users.link')}
            </Menu.Item>
            <Menu.Item
              leftSection={user.active ? <IconUserOff size={16} /> : <IconUserCheck size={16} />}
              onClick={() => change.mutate({ active: !user.active })}
            >
              {user.active ? t('users.deactivate') : t('users.activate')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}

/** Makes a one-time sign-in link and shows it: it cannot be asked for again. */
function useSignInLink(userId: number) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: () => ok(api.POST('/api/v1/sign_in_links', { body: { user_id: userId } })),
    onSuccess: ({ url }) =>
      void notifications.show({
        autoClose: false,
        title: t('users.link_made'),
        message: new URL(url, window.location.origin).href,
      }),
    onError: (error) => notice(error),
  });
}

function UserPreferences({ userId }: { userId: number }) {
  const client = useQueryClient();
  const notice = useErrorNotice();
  const path = { id: userId };
  const key = ['user_preferences', userId];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: () => ok(api.GET('/api/v1/users/{id}/notification_preferences', { params: { path } })),
  });
  const change = useMutation({
    mutationFn: (body: NotificationPreferencesPatch) =>
      ok(api.PATCH('/api/v1/users/{id}/notification_preferences', { params: { path }, body })),
    onSuccess: (preferences) => client.setQueryData(key, preferences),
    onError: (failure) => notice(failure),
  });
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return <Skeleton height={320} aria-hidden />;
  return (
    <PreferencesForm value={data} mayChangeAccess onChange={(patch) => change.mutate(patch)} />
  );
}

function AddUser({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('member');
  const add = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/users', { body: { name, email, role } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: usersQuery.queryKey });
      setName('');
      setEmail('');
      onClose();
    },
  });
  const failure = useErrorText(add.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('users.add')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={t('users.name')}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('users.email')}
            type="email"
            required
            value={email}
            error={add.error && failure}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Select
            label={t('users.role')}
            value={role}
            data={roles.map((value) => ({ value, label: t(`role.${value}`) }))}
            onChange={(value) => setRole(roles.find((known) => known === value) ?? 'member')}
          />
          <Button type="submit" loading={add.isPending}>
            {t('actions.add')}
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
