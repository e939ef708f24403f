// One outgoing mail, read-only, as it was or will be sent, with every attempt; retry and cancel from here.
// Source: F156, F157.
import {
  Anchor,
  Badge,
  Button,
  Group,
  Modal,
  Skeleton,
  Stack,
  Table,
  Text,
  Tooltip,
} from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { IconDownload, IconMailCheck, IconRefresh, IconTrash } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { OutboxMailDetail } from '@shared/api/types';
import { fileSize } from '@shared/time';
import { Failure } from '@shared/ui/errors';
import { When } from '@shared/ui/When';
import { codeInWords, useInWords } from '@shared/wording';
import { FramedHtml } from '@agent/messenger/MessageBody';
import { NextStep, SendStatusBadge, useFailureWords } from './columns';
import { type MailAction, useMailActions } from './use_mail_actions';
import classes from './MailDialog.module.css';

export function MailDialog({ mailId, onClose }: { mailId: number | null; onClose: () => void }) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 47.99em)');
  const { data, error, refetch } = useQuery({
    queryKey: ['outbox_mail', mailId],
    queryFn: () => ok(api.GET('/api/v1/outbox/{id}', { params: { path: { id: mailId ?? 0 } } })),
    enabled: mailId !== null,
  });
  return (
    <Modal
      opened={mailId !== null}
      onClose={onClose}
      size="xl"
      fullScreen={narrow}
      title={data?.subject ?? t('outbox.mail')}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
      classNames={{ title: classes.title }}
    >
      {error ? (
        <Failure error={error} retry={() => void refetch()} />
      ) : data ? (
        <Mail mail={data} onClose={onClose} />
      ) : (
        <Skeleton height={260} aria-hidden />
      )}
    </Modal>
  );
}

function Mail({ mail, onClose }: { mail: OutboxMailDetail; onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const inWords = useInWords();
  const failure = useFailureWords(mail);
  const actions = useMailActions();
  const run = (action: MailAction) =>
    actions.mutate({ action, ids: [mail.id] }, { onSuccess: onClose });
  return (
    <Stack gap="md">
      <dl className={classes.facts}>
        <Fact name={t('outbox.from')}>{mail.from}</Fact>
        <Fact name={t('outbox.column.to')}>{mail.to}</Fact>
        <Fact name={t('outbox.column.send_status')}>
          <Group gap={8}>
            <SendStatusBadge mail={mail} />
            <Text size="sm" c="dimmed">
              {mail.suppressed_reason ? (
                inWords(mail.suppressed_wording, mail.suppressed_reason)
              ) : (
                <NextStep mail={mail} />
              )}
            </Text>
          </Group>
        </Fact>
        {failure && <Fact name={t('outbox.column.last_failure')}>{failure}</Fact>}
        <Fact name={t('outbox.column.connector')}>{mail.connector?.name ?? '–'}</Fact>
      </dl>
      <div className={classes.content}>
        {mail.html ? (
          <FramedHtml html={mail.html} message={{ attachments: [] }} />
        ) : (
          <div className={classes.text}>{mail.text}</div>
        )}
      </div>
      {mail.attachments.length > 0 && (
        <Group gap={6}>
          {mail.attachments.map((file) => (
            <Badge key={file.filename} variant="default">
              {file.filename} · {fileSize(file.size, i18n.language)}
            </Badge>
          ))}
        </Group>
      )}
      <Attempts mail={mail} />
      <Group justify="space-between">
        <Anchor size="sm" href={`/api/v1/outbox/${mail.id}/raw`} download={`mail-${mail.id}.eml`}>
          <Group gap={6}>
            <IconDownload size={16} aria-hidden />
            {t('mail_log.raw')}
          </Group>
        </Anchor>
        <Group gap="xs">
          {mail.can_treat_as_sent && (
            <Tooltip label={t('outbox.settle_hint')} multiline maw={280}>
              <Button
                variant="default"
                leftSection={<IconMailCheck size={16} />}
                loading={actions.isPending}
                onClick={() => run('settle')}
              >
                {t('outbox.settle')}
              </Button>
            </Tooltip>
          )}
          <Button
            variant="default"
            leftSection={<IconTrash size={16} />}
            disabled={!mail.can_cancel}
            loading={actions.isPending}
            onClick={() => run('cancel')}
          >
            {t('outbox.cancel')}
          </Button>
          <Button
            leftSection={<IconRefresh size={16} />}
            disabled={!mail.can_retry}
            loading={actions.isPending}
            onClick={() => run('retry')}
          >
            {t('outbox.retry')}
          </Button>
        </Group>
      </Group>
    </Stack>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Attempts({ mail }: { mail: OutboxMailDetail }) {
  const { t, i18n } = useTranslation();
  const inWords = useInWords();
  if (mail.attempt_log.length === 0) return null;
  return (
    <Table verticalSpacing={6} fz="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('outbox.attempt')}</Table.Th>
          <Table.Th>{t('outbox.attempt_at')}</Table.Th>
          <Table.Th>{t('outbox.attempt_reply')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {mail.attempt_log.map((attempt) => (
          <Table.Tr key={attempt.number}>
            <Table.Td>{attempt.number}</Table.Td>
            <Table.Td>
              <When at={attempt.started_at} />
            </Table.Td>
            <Table.Td>
              {attempt.reply
                ? inWords(attempt.reply_wording, attempt.reply)
                : codeInWords(i18n, 'attempt', attempt.outcome || 'under_way')}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
