// Mail that came in: from whom, what became of it and why, what it caused; the raw mail to download.
// Source: F084, F085; IN-2 (quarantine can be processed again).
import { ActionIcon, Alert, Button, Group, Text, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import {
  infiniteQueryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconDownload, IconMailbox, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { IncomingMail, IncomingOutcome } from '@shared/api/types';
import { fileSize } from '@shared/time';
import { useErrorNotice } from '@shared/ui/errors';
import page from '@shared/ui/Page.module.css';
import { When } from '@shared/ui/When';
import { useInWords } from '@shared/wording';
import { meQuery } from '@agent/app/queries';
import { MailTable } from './MailTable';
import { OutcomeBadge } from './outcomes';

const incomingQuery = (outcome: IncomingOutcome | undefined, q: string) =>
  infiniteQueryOptions({
    queryKey: ['mail_log', 'incoming', outcome, q],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/mail_log/incoming', {
          params: {
            query: { outcome, q: q || undefined, limit: 100, cursor: pageParam ?? undefined },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

export function IncomingTable({ outcome, q }: { outcome: IncomingOutcome | undefined; q: string }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  const query = useInfiniteQuery(incomingQuery(outcome, q));
  const mails = query.data?.pages.flatMap((one) => one.items) ?? [];
  const mayRead = me && me.role !== 'member';
  return (
    <>
      {mayRead && mails.some(({ is_outdated: outdated }) => outdated) && <ReadAllAgain />}
      <MailTable
        query={query}
        empty={mails.length === 0}
        icon={IconMailbox}
        emptyTitle={t('mail_log.empty_incoming_title')}
        emptyText={t('mail_log.empty_incoming_text')}
        headings={[
          t('mail_log.column.received'),
          t('mail_log.column.from'),
          t('mail_log.column.subject'),
          t('mail_log.column.outcome'),
          t('mail_log.column.caused'),
          t('mail_log.column.size'),
          '',
        ]}
      >
        {mails.map((mail) => (
          <Row key={mail.id} mail={mail} />
        ))}
      </MailTable>
    </>
  );
}

function Row({ mail }: { mail: IncomingMail }) {
  const { t, i18n } = useTranslation();
  const inWords = useInWords();
  return (
    <tr>
      <td>
        <When at={mail.received_at} />
      </td>
      <td>
        <div
          className={page.ellipsis}
          style={{ maxWidth: 230 }}
          title={`${mail.from} → ${mail.to}`}
        >
          {mail.from}
        </div>
      </td>
      <td>
        <div className={page.ellipsis} title={mail.subject}>
          {mail.subject || t('mail_log.no_subject')}
        </div>
        <Text size="xs" c="dimmed" maw={420} lineClamp={2}>
          {inWords(mail.reason_wording, mail.reason)}
        </Text>
      </td>
      <td>
        <OutcomeBadge outcome={mail.outcome} />
      </td>
      <td>
        {mail.item && (
          <Link to="/items/$itemId" params={{ itemId: mail.item.id }} title={mail.item.title}>
            {mail.item.reference}
          </Link>
        )}
      </td>
      <td className={page.soft}>{fileSize(mail.size, i18n.language)}</td>
      <td>
        <Group gap={2} wrap="nowrap" justify="flex-end">
          {mail.can_process_again && <ProcessAgain mail={mail} />}
          <Tooltip label={t('mail_log.raw')}>
            <ActionIcon
              component="a"
              href={`/api/v1/mail_log/incoming/${mail.id}/raw`}
              download={`mail-${mail.id}.eml`}
              variant="subtle"
              color="gray"
              aria-label={t('mail_log.raw')}
            >
              <IconDownload size={17} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </td>
    </tr>
  );
}

function ProcessAgain({ mail }: { mail: IncomingMail }) {
  const { id, is_outdated: outdated, message_id: messageId } = mail;
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const again = useMutation({
    mutationFn: () =>
      ok(api.POST('/api/v1/mail_log/incoming/{id}/process_again', { params: { path: { id } } })),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['mail_log', 'incoming'] }),
  });
  // What became a message is only read better: an icon, so that it does not look like something to be done.
  if (outdated && messageId) {
    return (
      <Tooltip label={t('mail_log.read_again')} multiline maw={280}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('mail_log.read_again')}
          loading={again.isPending}
          onClick={() => again.mutate()}
        >
          <IconRefresh size={17} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    );
  }
  return (
    <Button
      size="compact-xs"
      variant="light"
      leftSection={<IconRefresh size={14} />}
      loading={again.isPending}
      onClick={() => again.mutate()}
    >
      {t('mail_log.process_again')}
    </Button>
  );
}

/** Offered while a mail on the page was read by an older version. (IN-2) */
function ReadAllAgain() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const notice = useErrorNotice();
  const all = useMutation({
    mutationFn: () => ok(api.POST('/api/v1/mail_log/incoming/process_again')),
    onSuccess: ({ count }) =>
      void notifications.show({ message: t('mail_log.read_all_again_done', { count }) }),
    onError: (error) => notice(error),
    onSettled: () => client.invalidateQueries({ queryKey: ['mail_log', 'incoming'] }),
  });
  return (
    <Alert color="brand" variant="light" mb="sm" icon={<IconRefresh size={18} />}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t('mail_log.outdated')}</Text>
        <Button size="xs" variant="default" loading={all.isPending} onClick={() => all.mutate()}>
          {t('mail_log.read_all_again')}
        </Button>
      </Group>
    </Alert>
  );
}
