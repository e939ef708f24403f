// Organizations of customers: name, mail domain, and whether the members see each other's requests in the portal.
// Source: product-facts.md 1.1; SEC-11.
import { Box, Switch, TextInput } from '@mantine/core';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { Organization } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { Table } from '@shared/ui/Table';
import { AddForm } from '@shared/ui/AddForm';
import { Card } from '@shared/ui/Page';
import { CsvMenu } from './directory/CsvMenu';

export const organizationsQuery = queryOptions({
  queryKey: ['organizations'],
  queryFn: () => ok(api.GET('/api/v1/organizations', { params: { query: { limit: 200 } } })),
});

function useRefresh() {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: organizationsQuery.queryKey });
    await client.invalidateQueries({ queryKey: ['customers'] });
  };
}

export function Organizations() {
  const { t } = useTranslation();
  const { data } = useQuery(organizationsQuery);
  return (
    <Card
      title={t('organizations.title')}
      text={t('organizations.text')}
      actions={<CsvMenu kind="organizations" />}
    >
      <AddOrganization />
      {data && data.items.length > 0 && (
        <Table
          columns={[
            t('organizations.name'),
            t('organizations.domain'),
            t('organizations.members'),
            t('organizations.shares'),
          ]}
        >
          {sorted(data.items).map((organization) => (
            <OrganizationRow key={organization.id} organization={organization} />
          ))}
        </Table>
      )}
    </Card>
  );
}

const sorted = (list: Organization[]) => [...list].sort((a, b) => a.name.localeCompare(b.name));

function AddOrganization() {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const refresh = useRefresh();
  const [name, setName] = useState('');
  const [domain, setDomain] = useState('');
  const add = useMutation({
    mutationFn: () =>
      ok(api.POST('/api/v1/organizations', { body: { name: name.trim(), domain: domain.trim() } })),
    onSuccess: () => {
      setName('');
      setDomain('');
    },
    onError: (error) => notice(error),
    onSettled: refresh,
  });
  return (
    <Box mb="md">
      {' '}
      <AddForm label={t('organizations.add')} isPending={add.isPending} onAdd={() => add.mutate()}>
        <TextInput
          size="xs"
          w={220}
          required
          label={t('organizations.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          size="xs"
          w={220}
          label={t('organizations.domain')}
          placeholder="acme.example"
          value={domain}
          onChange={(event) => setDomain(event.currentTarget.value)}
        />
      </AddForm>
    </Box>
  );
}

function OrganizationRow({ organization }: { organization: Organization }) {
  const { t } = useTranslation();
  const notice = useErrorNotice();
  const refresh = useRefresh();
  const { id, name } = organization;
  const [domain, setDomain] = useState(organization.domain ?? '');
  const change = useMutation({
    mutationFn: (body: { domain?: string; shares_requests?: boolean }) =>
      ok(api.PATCH('/api/v1/organizations/{id}', { params: { path: { id } }, body })),
    onError: (error) => {
      notice(error);
      setDomain(organization.domain ?? '');
    },
    onSettled: refresh,
  });
  return (
    <tr>
      <td>{name}</td>
      <td>
        <TextInput
          size="xs"
          maw={220}
          aria-label={`${t('organizations.domain')}, ${name}`}
          value={domain}
          onChange={(event) => setDomain(event.currentTarget.value)}
          onBlur={() => {
            if (domain.trim() !== (organization.domain ?? '')) change.mutate({ domain });
          }}
        />
      </td>
      <td>{organization.member_count}</td>
      <td>
        <Switch
          aria-label={`${t('organizations.shares')}, ${name}`}
          checked={organization.shares_requests}
          onChange={(event) => change.mutate({ shares_requests: event.currentTarget.checked })}
        />
      </td>
    </tr>
  );
}
