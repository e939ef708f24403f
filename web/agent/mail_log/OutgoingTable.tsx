// Mail that went out, or did not: to whom, when, how it ended and why; a click shows it as it was sent.
// Source: F081-F083; product.md, "every withheld mail readable in the mail log as it would have been sent".
import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconDownload, IconEye, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { OutgoingMail, OutgoingOutcome } from '@shared/api/types';
import page from '@shared/ui/Page.module.css';
import { When } from '@shared/ui/When';
import { useInWords } from '@shared/wording';
import { MailDialog } from '@agent/outbox/MailDialog';
import { MailTable } from './MailTable';
import { OutcomeBadge } from './outcomes';

const outgoingQuery = (outcome: OutgoingOutcome | undefined, q: string) =>
  infiniteQueryOptions({
    queryKey: ['mail_log', 'outgoing', outcome, q],
    queryFn: ({ pageParam }) =>
      ok(
        api.GET('/api/v1/mail_log/outgoing', {
          params: {
            query: { outcome, q: q || undefined, limit: 100, cursor: pageParam ?? undefined },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

export function OutgoingTable({ outcome, q }: { outcome: OutgoingOutcome | undefined; q: string }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(outgoingQuery(outcome, q));
  const [openId, setOpenId] = useState<number | null>(null);
  const mails = query.data?.pages.flatMap((one) => one.items) ?? [];
  return (
    <>
      <MailTable
        query={query}
        empty={mails.length === 0}
        icon={IconSend}
        emptyTitle={t('mail_log.empty_outgoing_title')}
        emptyText={t('mail_log.empty_outgoing_text')}
        headings={[
          t('mail_log.column.sent'),
          t('mail_log.column.to'),
          t('mail_log.column.subject'),
          t('mail_log.column.outcome'),
          t('mail_log.column.item'),
          t('mail_log.column.connector'),
          '',
        ]}
      >
        {mails.map((mail) => (
          <Row key={mail.id} mail={mail} onOpen={() => setOpenId(mail.id)} />
        ))}
      </MailTable>
      <MailDialog mailId={openId} onClose={() => setOpenId(null)} />
    </>
  );
}

function Row({ mail, onOpen }: { mail: OutgoingMail; onOpen: () => void }) {
  const { t } = useTranslation();
  const inWords = useInWords();
  return (
    <tr onDoubleClick={onOpen}>
      <td>
        <When at={mail.at} />
      </td>
      <td>
        <div className={page.ellipsis} style={{ maxWidth: 230 }} title={mail.to}>
          {mail.to}
        </div>
      </td>
      <td>
        <div className={page.ellipsis} title={mail.subject}>
          {mail.subject || t('mail_log.no_subject')}
        </div>
        {mail.report && (
          <Text size="xs" maw={420} lineClamp={2} title={mail.report.words ?? undefined}>
            {t(`mail_report.${mail.report.kind}`)}
          </Text>
        )}
        {mail.reason && (
          <Text size="xs" c="dimmed" maw={420} lineClamp={2}>
            {inWords(mail.reason_wording, mail.reason)}
          </Text>
        )}
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
      <td className={page.soft}>{mail.connector?.name}</td>
      <td>
        <Group gap={2} wrap="nowrap" justify="flex-end">
          <Tooltip label={t('outbox.open')}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('outbox.open')}
              onClick={onOpen}
            >
              <IconEye size={17} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t('mail_log.raw')}>
            <ActionIcon
              component="a"
              href={`/api/v1/outbox/${mail.id}/raw`}
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
