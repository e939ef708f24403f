// What can be chosen as the value of a property, and how properties are called.
// Source: issue 6 point 2.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ok } from '@shared/api/client';
import type { AutomationVocabulary } from '@shared/api/types';
import type center from '@shared/i18n/center/en.json';
import { useStatusName } from '@agent/items/StateBadge';

export interface Choice {
  value: string;
  label: string;
}

const page = { params: { query: { limit: 200 } } } as const;
const named = (items: { id: number; name: string }[]): Choice[] =>
  items.map(({ id, name }) => ({ value: String(id), label: name }));

const states = ['not_started', 'in_progress', 'finished'] as const;

/** A status, or the state that several have in common, as people read it. */
export function useStatusWords(): (name: string) => string {
  const { t } = useTranslation();
  const statusName = useStatusName();
  return (name) => {
    const state = states.find((one) => one === name);
    return state ? t(`items.state.${state}`) : statusName(name);
  };
}

/** Null for a kind whose values are written, not chosen. */
export function useChoices(kind: string): Choice[] | null {
  const { t } = useTranslation();
  const statusWords = useStatusWords();
  const load = async (): Promise<Choice[]> => {
    switch (kind) {
      case 'user':
        return named((await ok(api.GET('/api/v1/users', page))).items);
      case 'team':
        return named((await ok(api.GET('/api/v1/teams', page))).items);
      case 'project':
        return named((await ok(api.GET('/api/v1/projects', page))).items);
      case 'organization':
        return named((await ok(api.GET('/api/v1/organizations', page))).items);
      case 'status': {
        const { items } = await ok(api.GET('/api/v1/item_statuses'));
        return [...items.map((one) => one.name), ...states].map((name) => ({
          value: name,
          label: name,
        }));
      }
      default:
        return [];
    }
  };
  const chosen = ['user', 'team', 'project', 'organization', 'status'].includes(kind);
  const { data } = useQuery({
    queryKey: ['automation_choices', kind],
    queryFn: load,
    enabled: chosen,
  });
  if (kind === 'flag')
    return ['yes', 'no'].map((value) => ({
      value,
      label: value === 'yes' ? t('center.yes') : t('center.no'),
    }));
  if (kind === 'status')
    return (data ?? []).map(({ value }) => ({ value, label: statusWords(value) }));
  return chosen ? (data ?? []) : null;
}

type PropertyName = keyof (typeof center)['center']['property'];

export function usePropertyWords(vocabulary: AutomationVocabulary | undefined) {
  const { t } = useTranslation();
  return {
    /** The workspace's own fields bring their names. */
    name: (name: string) =>
      vocabulary?.properties.find((one) => one.name === name)?.label ??
      t(`center.property.${name as PropertyName}`),
  };
}
