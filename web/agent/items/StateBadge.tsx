// The status of an item; its colour says which of the three states it maps to.
// Source: product.md, "item".
import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ItemState } from '@shared/api/types';

const tones: Record<ItemState, string> = {
  not_started: 'brand',
  in_progress: 'teal',
  finished: 'gray',
};

const knownStatuses = [
  'new',
  'open',
  'in_progress',
  'waiting',
  'on_hold',
  'resolved',
  'solved',
  'closed',
] as const;

/** A built-in status in the reader's language; one that people made is shown as they named it. */
export function useStatusName(): (status: string) => string {
  const { t } = useTranslation();
  return (status) => {
    const known = knownStatuses.find((name) => name === status.toLowerCase().replaceAll(' ', '_'));
    return known ? t(`item.status_name.${known}`) : status;
  };
}

export function StateBadge({ state, status }: { state: ItemState; status: string }) {
  const nameOf = useStatusName();
  return (
    <Badge size="sm" color={tones[state]} variant="light">
      {nameOf(status)}
    </Badge>
  );
}
