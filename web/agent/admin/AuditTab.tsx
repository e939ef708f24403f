// Who changed what, from what to what; newest first.
// Invariant: only read here; what stands in it was written with the change itself.
// Source: SEC-21; api/openapi.yaml, list_audit.
import { Button, Center, Group, Select, Skeleton, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { IconHistory, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { AuditEntry, AuditSubject } from '@shared/api/types';
import { Empty } from '@shared/ui/Empty';
import { Failure } from '@shared/ui/errors';
import { Card } from '@shared/ui/Page';
import page from '@shared/ui/Page.module.css';
import { When } from '@shared/ui/When';
import { useAuditWords } from './use_audit_words';
import classes from './AuditTab.module.css';

const subjects: AuditSubject[] = [
  'user',
  'customer',
  'organization',
  'team',
  'project',
  'channel',
  'connector',
  'email_filter',
  'quiet_mode',
  'automation',
  'email_template',
  'system_email',
  'retry_template',
  'appearance',
  'portal',
  'chat_widget',
  'mailbox',
  'app_registration',
  'setting',
];

export default function AuditTab() {
  const { t } = useTranslation();
  const [subject, setSubject] = useState<AuditSubject | null>(null);
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 200);
  const query = useInfiniteQuery({
    queryKey: ['audit', subject, q],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/audit', {
          params: {
            query: {
              limit: 50,
              cursor: pageParam,
              subject: subject ?? undefined,
              q: q || undefined,
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card title={t('audit.title')} text={t('audit.text')}>
      <Group gap="sm" mb="md">
        <TextInput
          size="xs"
          w={260}
          leftSection={<IconSearch size={15} />}
          aria-label={t('audit.search')}
          placeholder={t('audit.search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          size="xs"
          w={260}
          clearable
          aria-label={t('audit.what')}
          placeholder={t('audit.all')}
          data={subjects.map((value) => ({ value, label: t(`audit.subject.${value}`) }))}
          value={subject}
          onChange={(value) => setSubject(value as AuditSubject | null)}
        />
      </Group>
      {query.isPending && <Skeleton height={240} radius="md" aria-hidden />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && entries.length === 0 && (
        <Empty icon={IconHistory} title={t('audit.none_title')} text={t('audit.none_text')} />
      )}
      {entries.length > 0 && <Entries entries={entries} />}
      {query.hasNextPage && (
        <Center mt="sm">
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
    </Card>
  );
}

function Entries({ entries }: { entries: AuditEntry[] }) {
  const { t } = useTranslation();
  const words = useAuditWords();
  return (
    <div className={page.tableBox}>
      <table className={page.table}>
        <thead>
          <tr>
            <th scope="col">{t('audit.when')}</th>
            <th scope="col">{t('audit.who')}</th>
            <th scope="col">{t('audit.what')}</th>
            <th scope="col">{t('audit.changes')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td className={page.soft}>
                <When at={entry.at} />
              </td>
              <td>{entry.actor.name || t('audit.system')}</td>
              <td>
                <Text size="sm">{words.name(entry) || t(`audit.subject.${entry.subject}`)}</Text>
                <Text size="xs" c="dimmed">
                  {t(`audit.subject.${entry.subject}`)} · {t(`audit.action.${entry.action}`)}
                </Text>
              </td>
              <td>
                <Changes entry={entry} words={words} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ChangesProps {
  entry: AuditEntry;
  words: ReturnType<typeof useAuditWords>;
}

/** What is gone is struck out; what a new thing has not is not worth a line. */
function Changes({ entry, words }: ChangesProps) {
  const { t } = useTranslation();
  const told = entry.changes.filter(({ from, to }) => from !== '' || to !== '');
  return (
    <ul className={classes.changes}>
      {told.map((change) => {
        const [from, to] = words.sides(change.field, change.from, change.to);
        return (
          <li key={change.field}>
            {t('audit.colon', { name: words.field(change.field), text: '' })}
            {entry.action !== 'created' && <del>{from}</del>}
            {entry.action === 'changed' && ' → '}
            {entry.action !== 'deleted' && <ins>{to}</ins>}
          </li>
        );
      })}
    </ul>
  );
}
