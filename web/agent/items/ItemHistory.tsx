// The description and everything that happened to the item, newest first.
// Source: F098; ui.md, "timeline (Comms and everything)".
import { Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Item } from '@shared/api/types';
import { Failure } from '@shared/ui/errors';
import { linkify } from '@shared/ui/linkify';
import { When } from '@shared/ui/When';
import { timelineQuery } from '@agent/app/queries';
import classes from './ItemPage.module.css';

export function ItemHistory({ item }: { item: Item }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(timelineQuery(item.id));
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
      <Title order={2} mb="md">
        {t('item.tab_history')}
      </Title>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Skeleton height={120} aria-hidden />}
      <ol className={classes.events}>
        {data?.items.map((event) => (
          <li key={event.seq}>
            {event.text}{' '}
            <Text span size="xs" c="dimmed">
              <When at={event.at} />
            </Text>
          </li>
        ))}
      </ol>
    </div>
  );
}
