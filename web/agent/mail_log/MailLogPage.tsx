// The mail of the last 72 hours, or of the period that administrators chose: what came in and what it caused, what went out and how it ended; a chart that filters.
// Source: F081-F085; ui.md, "Mail log".
import { CloseButton, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '@shared/ui/Page';
import page from '@shared/ui/Page.module.css';
import { IncomingTable } from './IncomingTable';
import { incomingOutcomes, outgoingOutcomes } from './outcomes';
import { LogTools } from './LogTools';
import { OutgoingTable } from './OutgoingTable';
import type { MailDirection } from './search_params';
import { VolumeChart } from './VolumeChart';

const route = getRouteApi('/app/mail-log');
const any = '*';

export function MailLogPage() {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: '/mail-log' });
  const { direction = 'incoming', outcome } = route.useSearch();
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const setDirection = (value: string) =>
    void navigate({
      search: { direction: value === 'outgoing' ? 'outgoing' : undefined },
      replace: true,
    });
  const setOutcome = (value: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, outcome: value }), replace: true });
  const incoming = incomingOutcomes.find((known) => known === outcome);
  const outgoing = outgoingOutcomes.find((known) => known === outcome);
  return (
    <Page title={t('mail_log.title')} text={t('mail_log.text')}>
      <VolumeChart
        direction={direction}
        chosen={direction === 'incoming' ? incoming : outgoing}
        onChoose={setOutcome}
      />
      <div className={page.toolbar}>
        <SegmentedControl
          size="xs"
          aria-label={t('mail_log.direction')}
          value={direction}
          data={(['incoming', 'outgoing'] as MailDirection[]).map((value) => ({
            value,
            label: t(`mail_log.${value}`),
          }))}
          onChange={setDirection}
        />
        <TextInput
          size="xs"
          w={{ base: '100%', sm: 260 }}
          aria-label={t('mail_log.search')}
          placeholder={t('mail_log.search')}
          leftSection={<IconSearch size={15} />}
          rightSection={
            text && (
              <CloseButton size="xs" aria-label={t('actions.clear')} onClick={() => setText('')} />
            )
          }
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          size="xs"
          w={200}
          aria-label={t('mail_log.outcome')}
          value={(direction === 'incoming' ? incoming : outgoing) ?? any}
          data={[
            { value: any, label: t('mail_log.any_outcome') },
            ...(direction === 'incoming'
              ? incomingOutcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))
              : outgoingOutcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))),
          ]}
          onChange={(value) => setOutcome(value === any || value === null ? undefined : value)}
        />
        <LogTools
          direction={direction}
          outcome={direction === 'incoming' ? incoming : outgoing}
          q={q}
        />
      </div>
      {direction === 'incoming' ? (
        <IncomingTable outcome={incoming} q={q} />
      ) : (
        <OutgoingTable outcome={outgoing} q={q} />
      )}
    </Page>
  );
}
