// Customers: the three-dot menu deactivates and reactivates; nothing is ever deleted by it.
// Source: F086-F089.
import {
  ActionIcon,
  Badge,
  Button,
  Center,
  CloseButton,
  Group,
  Menu,
  Select,
  Skeleton,
  Stack,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import {
  infiniteQueryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import {
  IconAddressBook,
  IconBell,
  IconBellOff,
  IconDoorEnter,
  IconDots,
  IconMail,
  IconSearch,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Customer } from '@shared/api/types';
import { Empty } from '@shared/ui/Empty';
import { Failure, useErrorNotice } from '@shared/ui/errors';
import { Table } from '@shared/ui/Table';
import page from '@shared/ui/Page.module.css';
import { PersonAvatar } from '@shared/ui/PersonAvatar';
import { When } from '@shared/ui/When';
import { meQuery } from '@agent/app/queries';
import { useLiftSuppression } from '@agent/items/SuppressionNotice';
import { AddCustomer } from './directory/AddCustomer';
import { CsvMenu } from './directory/CsvMenu';
import { Organizations, organizationsQuery } from './Organizations';

const customersQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['customers', q],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/customers', {
          params: { query: { q: q || undefined, limit: 100, cursor: pageParam ?? undefined } },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

export default function CustomersTab() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const query = useInfiniteQuery(customersQuery(q));
  const isAdministrator = useQuery(meQuery).data?.role === 'administrator';
  const customers = query.data?.pages.flatMap((one) => one.items) ?? [];
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <TextInput
          size="xs"
          w={320}
          aria-label={t('customers.search')}
          placeholder={t('customers.search')}
          leftSection={<IconSearch size={15} />}
          rightSection={
            text && (
              <CloseButton size="xs" aria-label={t('actions.clear')} onClick={() => setText('')} />
            )
          }
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group gap="xs">
          {isAdministrator && <CsvMenu kind="customers" />}
          <AddCustomer />
        </Group>
      </Group>
      {query.error && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.isPending ? (
        <Skeleton height={260} radius="md" aria-hidden />
      ) : customers.length === 0 ? (
        <Empty
          icon={IconAddressBook}
          title={t('customers.empty_title')}
          text={t('customers.empty_text')}
        />
      ) : (
        <Table
          columns={[
            t('users.name'),
            t('users.email'),
            t('customers.organization'),
            t('users.state'),
            t('customers.since'),
          ]}
          actions={t('users.actions')}
        >
          {customers.map((customer) => (
            <CustomerRow key={customer.id} customer={customer} isAdministrator={isAdministrator} />
          ))}
        </Table>
      )}
      {query.hasNextPage && (
        <Center>
          <Button
            variant="default"
            size="xs"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage()}
          >
            {t('actions.more')}
          </Button>
        </Center>
      )}
      {isAdministrator && <Organizations />}
    </Stack>
  );
}

function OrganizationChoice({ customer }: { customer: Customer }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const { data } = useQuery(organizationsQuery);
  const move = useMutation({
    mutationFn: (organization_id: number | null) =>
      ok(
        api.PATCH('/api/v1/customers/{id}', {
          params: { path: { id: customer.id } },
          body: { organization_id },
        }),
      ),
    onError: (error) => notice(error),
    onSettled: async () => {
      await client.invalidateQueries({ queryKey: ['customers'] });
      await client.invalidateQueries({ queryKey: organizationsQuery.queryKey });
    },
  });
  if (!data?.items.length) return null;
  return (
    <Select
      size="xs"
      maw={200}
      variant="unstyled"
      aria-label={t('organizations.of_customer', { name: customer.name || customer.email })}
      value={String(customer.organization?.id ?? 0)}
      data={[
        { value: '0', label: t('organizations.none') },
        ...data.items.map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onChange={(id) => move.mutate(Number(id) || null)}
    />
  );
}

function useSetActive(customer: Customer) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: (active: boolean) =>
      ok(
        api.PATCH('/api/v1/customers/{id}', {
          params: { path: { id: customer.id } },
          body: { active },
        }),
      ),
    onSuccess: ({ active, name }) =>
      void notifications.show({
        message: active ? t('customers.activated', { name }) : t('customers.deactivated', { name }),
      }),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['customers'] }),
  });
}

/** A link that signs in for the first time; mail that is kept back says why. (F072) */
function useInvite(customer: Customer) {
  const { t, i18n } = useTranslation();
  const notice = useErrorNotice();
  return useMutation({
    mutationFn: () =>
      ok(
        api.POST('/api/v1/customers/{id}/portal_invitation', {
          params: { path: { id: customer.id } },
        }),
      ),
    onSuccess: ({ will_leave, rule }) => {
      const said = i18n.getResource(i18n.language, 'said', `rule.${rule}`) as unknown;
      const reason = typeof said === 'string' ? said : rule;
      notifications.show({
        message: will_leave
          ? t('customers.invited', { address: customer.email })
          : t('customers.invitation_kept', { reason }),
      });
    },
    onError: (error) => notice(error),
  });
}

interface CustomerRowProps {
  customer: Customer;
  isAdministrator: boolean;
}

function CustomerRow({ customer, isAdministrator }: CustomerRowProps) {
  const { t } = useTranslation();
  const setActive = useSetActive(customer);
  const lift = useLiftSuppression(customer.id);
  const invite = useInvite(customer);
  return (
    <tr>
      <td>
        <Group gap={10} wrap="nowrap">
          <PersonAvatar
            person={{ kind: 'customer', id: customer.id, name: customer.name }}
            size={28}
          />
          <Text size="sm" fw={600} c={customer.active ? undefined : 'dimmed'}>
            {customer.name}
          </Text>
        </Group>
      </td>
      <td>{customer.email}</td>
      <td>
        {isAdministrator ? <OrganizationChoice customer={customer} /> : customer.organization?.name}
      </td>
      <td>
        <Group gap={6}>
          <Badge color={customer.active ? 'teal' : 'gray'}>
            {customer.active ? t('customers.active') : t('customers.inactive')}
          </Badge>
          {customer.suppression && (
            <Tooltip
              multiline
              maw={340}
              label={`${t(`suppression.${customer.suppression.kind}`, { email: customer.email })} ${customer.suppression.reason ?? ''}`}
            >
              <Badge color="orange" tabIndex={0}>
                {t('suppression.badge')}
              </Badge>
            </Tooltip>
          )}
          {customer.complained_at && <Badge color="red">{t('suppression.complained')}</Badge>}
          {!customer.suppression && customer.soft_bounces && (
            <Tooltip
              multiline
              maw={340}
              label={`${t('suppression.soft', { email: customer.email, count: customer.soft_bounces.count })} ${customer.soft_bounces.reason ?? ''}`}
            >
              <Badge color="yellow" tabIndex={0}>
                {t('suppression.soft_badge')}
              </Badge>
            </Tooltip>
          )}
        </Group>
      </td>
      <td className={page.soft}>
        <When at={customer.created_at} />
      </td>
      <td>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('users.menu_of', { name: customer.name })}
            >
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={customer.active ? <IconBellOff size={16} /> : <IconBell size={16} />}
              onClick={() => setActive.mutate(!customer.active)}
            >
              {customer.active ? t('customers.deactivate') : t('customers.activate')}
            </Menu.Item>
            {customer.active && (
              <Menu.Item leftSection={<IconDoorEnter size={16} />} onClick={() => invite.mutate()}>
                {t('customers.invite')}
              </Menu.Item>
            )}
            {(customer.suppression || customer.soft_bounces || customer.complained_at) && (
              <Menu.Item leftSection={<IconMail size={16} />} onClick={() => lift.mutate()}>
                {t('suppression.lift')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </td>
    </tr>
  );
}
