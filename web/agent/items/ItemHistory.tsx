// The description and everything that happened to the item, newest first; how messages travelled only when asked for.
// Source: F098; ui.md, "timeline (Comms and everything)".
import { Group, SegmentedControl, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Item, TimelineEvent } from '@shared/api/types';
import { Failure } from '@shared/ui/errors';
import { linkify } from '@shared/ui/linkify';
import { When } from '@shared/ui/When';
import { timelineQuery } from '@agent/app/queries';
import { MailEventActions, newestMailEvents } from './MailEventActions';
import { isSoft } from './timeline_words';
import { useEventWords } from './use_event_words';
import classes from './ItemPage.module.css';

const MailDialog = lazy(() =>
  import('@agent/outbox/MailDialog').then(({ MailDialog: dialog }) => ({ default: dialog })),
);

export function ItemHistory({ item }: { item: Item }) {
  const { t } = useTranslation();
  const [everything, setEverything] = useState(false);
  const { data, error, refetch } = useQuery(timelineQuery(item.id));
  const [openMail, setOpenMail] = useState<number | null>(null);
  const events = data?.items.filter(({ kind }) => everything || !isSoft(kind)) ?? [];
  const newest = newestMailEvents(data?.items ?? []);
  return (
    <div className={classes.history}>
      {item.description && (
        <>
          <Title order={2} mb="xs">
            {t('item.description')}
          </Title>
          <div className={classes.description}>{linkify(item.description)}</div>
        </>
      )}
      <Group justify="space-between" mb="md">
        <Title order={2}>{t('item.history')}</Title>
        <SegmentedControl
          size="xs"
          aria-label={t('item.history')}
          value={everything ? 'all' : 'main'}
          data={[
            { value: 'main', label: t('timeline.main') },
            { value: 'all', label: t('timeline.everything') },
          ]}
          onChange={(value) => setEverything(value === 'all')}
        />
      </Group>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={120} aria-hidden />}
      <ol className={classes.events}>
        {events.map((event) => (
          <EventRow key={event.seq} event={event}>
            {newest.has(event.seq) && <MailEventActions event={event} onOpen={setOpenMail} />}
          </EventRow>
        ))}
      </ol>
      {openMail !== null && (
        <Suspense fallback={null}>
          <MailDialog mailId={openMail} onClose={() => setOpenMail(null)} />
        </Suspense>
      )}
    </div>
  );
}

function EventRow({ event, children }: { event: TimelineEvent; children: ReactNode }) {
  const words = useEventWords();
  // What the product does by itself needs no name.
  const person = event.actor?.kind === 'bot' ? null : event.actor?.name;
  return (
    <li data-soft={isSoft(event.kind)}>
      {person && (
        <>
          <b>{person}</b>
          {event.kind === 'item_changed' ? ' · ' : ' '}
        </>
      )}
      {words(event)}{' '}
      <Text span size="xs" c="dimmed">
        <When at={event.at} />
      </Text>
      {children}
    </li>
  );
}
