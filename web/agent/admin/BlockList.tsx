// Addresses and patterns whose mail does not leave, or is not taken in; own addresses stay listed.
// Source: F130-F133; LOOP-2.
import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconTrash } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { EmailFilter } from '@shared/api/types';
import { useErrorNotice } from '@shared/ui/errors';
import { Table } from '@shared/ui/Table';
import { Card } from '@shared/ui/Page';
import page from '@shared/ui/Page.module.css';
import { When } from '@shared/ui/When';

interface BlockListProps {
  direction: 'outgoing' | 'incoming';
}

export function BlockList({ direction }: BlockListProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const [address, setAddress] = useState('');
  const [reason, setReason] = useState('');
  const key = ['email_filters', direction];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () =>
      ok(api.GET('/api/v1/email_filters', { params: { query: { limit: 200, direction } } })),
  });
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: key });
    await client.invalidateQueries({ queryKey: ['channels'] });
  };
  const add = useMutation({
    mutationFn: () =>
      ok(api.POST('/api/v1/email_filters', { body: { address, direction, reason } })),
    onSuccess: () => {
      setAddress('');
      setReason('');
    },
    onError: (error) => notice(error),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: number) =>
      ok(api.DELETE('/api/v1/email_filters/{id}', { params: { path: { id } } })),
    onError: (error) => notice(error),
    onSettled: refresh,
  });
  const outgoing = direction === 'outgoing';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Card
      title={outgoing ? t('filters.title') : t('filters.incoming_title')}
      text={outgoing ? t('filters.text') : t('filters.incoming_text')}
    >
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm" mb="md">
          <TextInput
            size="xs"
            w={360}
            required
            label={t('filters.address')}
            placeholder={t('filters.pattern_hint')}
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <TextInput
            size="xs"
            w={220}
            maxLength={500}
            label={t('filters.note')}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button size="xs" type="submit" loading={add.isPending}>
            {t('actions.add')}
          </Button>
        </Group>
      </form>
      {data && data.items.length > 0 && (
        <Listed filters={data.items} onRemove={(id) => remove.mutate(id)} />
      )}
    </Card>
  );
}

interface ListedProps {
  filters: EmailFilter[];
  onRemove: (id: number) => void;
}

function Listed({ filters, onRemove }: ListedProps) {
  const { t } = useTranslation();
  return (
    <Table
      columns={[t('filters.address'), t('filters.reason'), t('filters.hits'), t('filters.since')]}
      actions={t('users.actions')}
    >
      {filters.map((filter) => (
        <tr key={filter.id}>
          <td>{filter.address}</td>
          <td className={page.soft}>
            {filter.automatic ? t('channels.loop_reason') : filter.reason}
          </td>
          <td className={page.soft}>{filter.hits}</td>
          <td className={page.soft}>{filter.created_at ? <When at={filter.created_at} /> : '–'}</td>
          <td>
            <ActionIcon
              variant="subtle"
              color="red"
              disabled={filter.automatic}
              aria-label={t('filters.remove', { address: filter.address })}
              onClick={() => onRemove(filter.id)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </td>
        </tr>
      ))}
    </Table>
  );
}
