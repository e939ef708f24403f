// Which property, status or queue sets a rule off, in words.
// Source: F053; issue 6 point 1, "trigger and recipients in words".
import { useQuery } from '@tanstack/react-query';
import type { Automation } from '@shared/api/types';
import { queuesQuery } from '@agent/app/queries';
import { vocabularyQuery } from './queries';
import { usePropertyWords, useStatusWords } from './use_choices';

/** Empty when anything of the kind does. */
export function useTriggerDetail(): (trigger: Automation['trigger']) => string {
  const { data: vocabulary } = useQuery(vocabularyQuery);
  const property = usePropertyWords(vocabulary);
  const { data: queues } = useQuery(queuesQuery);
  const statusWords = useStatusWords();
  return ({ kind, detail }) => {
    if (!detail) return '';
    if (kind === 'property_changed') return vocabulary ? property.name(detail) : '';
    if (kind === 'status_entered') return statusWords(detail);
    if (kind !== 'queue_received') return '';
    return queues?.items.find(({ id }) => String(id) === detail)?.name ?? detail;
  };
}
