// Where an item came from and what went elsewhere; a merged item says so first.
// Source: F181.
import { Anchor, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconArrowMerge, IconArrowsSplit2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Item, ItemLink, ItemRef } from '@shared/api/types';
import { itemLinksQuery } from '@agent/app/queries';
import classes from './Talk.module.css';

function To({ item }: { item: ItemRef }) {
  return (
    <Anchor component={Link} to={`/items/${item.id}`} size="sm">
      {item.reference} {item.title}
    </Anchor>
  );
}

/** Shown above everything else of an item that goes on elsewhere. */
export function MergedNotice({ item }: { item: Item }) {
  const { t } = useTranslation();
  const { data } = useQuery({ ...itemLinksQuery(item.id), enabled: item.merged_into_id !== null });
  if (item.merged_into_id === null) return null;
  const into = data?.items.find((link) => link.item.id === item.merged_into_id)?.item;
  return (
    <div className={classes.merged} role="status">
      <IconArrowMerge size={18} aria-hidden />
      <div>
        <Text size="sm">{t('talk.merged')}</Text>
        {into ? (
          <To item={into} />
        ) : (
          <Anchor component={Link} to={`/items/${item.merged_into_id}`} size="sm">
            {`#${item.merged_into_id}`}
          </Anchor>
        )}
      </div>
    </div>
  );
}

export function ItemLinks({ itemId }: { itemId: number }) {
  const { t } = useTranslation();
  const { data } = useQuery(itemLinksQuery(itemId));
  if (!data || data.items.length === 0) return null;
  const words = ({ kind, direction }: ItemLink) => t(`talk.link_kind.${kind}_${direction}`);
  return (
    <Stack gap={8}>
      <Title order={3}>{t('talk.links')}</Title>
      <ul className={classes.people}>
        {data.items.map((link) => (
          <li key={`${link.kind}:${link.direction}:${link.item.id}`}>
            {link.kind === 'split' ? (
              <IconArrowsSplit2 size={16} aria-hidden />
            ) : (
              <IconArrowMerge size={16} aria-hidden />
            )}
            <div style={{ minWidth: 0 }}>
              <Text size="xs" c="dimmed">
                {words(link)}
              </Text>
              <To item={link.item} />
            </div>
          </li>
        ))}
      </ul>
    </Stack>
  );
}

/** Below a message that a split took. */
export function MovedMark({ item }: { item: ItemRef | null }) {
  const { t } = useTranslation();
  if (!item) return null;
  return (
    <div className={classes.moved}>
      <IconArrowsSplit2 size={14} aria-hidden />
      <span>{t('talk.moved')}</span>
      <Anchor component={Link} to={`/items/${item.id}`} size="xs">
        {item.reference}
      </Anchor>
    </div>
  );
}
