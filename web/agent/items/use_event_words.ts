// One event of an item's history in the reader's language.
// Invariant: see timeline_words.ts: what is not understood is shown as the server wrote it.
// Source: ui.md, "timeline (Comms and everything)".
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TimelineEvent } from '@shared/api/types';
import { itemFieldsQuery, projectsQuery, teamsQuery, usersQuery } from '@agent/app/queries';
import { useStatusName } from './StateBadge';
import {
  changesIn,
  conversationChangeIn,
  type FieldChange,
  moveIn,
  noteIn,
  reasonIn,
  stateIn,
  tagIn,
} from './timeline_words';

const plainKinds = [
  'item_created',
  'message_posted',
  'message_edited',
  'message_deleted',
  'message_seen',
  'message_reread',
  'receipt_changed',
  'follower_changed',
  'timesheet_changed',
] as const;
const priorities = ['urgent', 'high', 'normal', 'low'] as const;

export function useEventWords(): (event: TimelineEvent) => string {
  const { t, i18n } = useTranslation();
  const changeWords = useChangeWords();
  return (event) => {
    const move = moveIn(event.text);
    if (move) return t(`timeline.${move.move}`, { number: move.number });
    if (event.text === 'made from a conversation') return t('timeline.item_made');
    const tag = tagIn(event.text);
    if (tag) return t(tag.added ? 'timeline.tag_added' : 'timeline.tag_removed', { tag: tag.tag });
    const change = conversationChangeIn(event.text);
    if (change) return t(`timeline.conversation.${change}`);
    const plain = plainKinds.find((kind) => kind === event.kind);
    if (plain) return t(`timeline.${plain}`);
    const told = event.kind === 'item_changed' ? noteIn(event.text) : null;
    if (told?.note === 'undelivered') {
      return told.value === 'true' ? t('timeline.undelivered') : t('timeline.undelivered_seen');
    }
    if (told) {
      const stopped = told.note === 'automatic_mail_stopped';
      return t(stopped ? 'timeline.automatic_mail_stopped' : 'timeline.automatic_mail_resumed', {
        address: told.value,
      });
    }
    const { reason, rest } = reasonIn(event.text);
    const changes = event.kind === 'item_changed' ? changesIn(rest) : [];
    const why = reason ? ` (${t(`timeline.${reason}`)})` : '';
    if (changes.length > 0) return changes.map(changeWords).join(', ') + why;
    const state = stateIn(event.text);
    const key = event.kind === 'mail_received' ? `outcome.${state}` : `mail_state.${state}`;
    if (!state || !i18n.exists(key)) return event.text;
    // The key is known to exist; its name is put together from the server's word.
    const word = t(key as 'outcome.sent');
    return event.kind === 'mail_received'
      ? t('timeline.mail_received', { outcome: word })
      : t('timeline.mail', { state: word });
  };
}

function useChangeWords(): (change: FieldChange) => string {
  const { t } = useTranslation();
  const statusName = useStatusName();
  const { data: users } = useQuery(usersQuery);
  const { data: teams } = useQuery(teamsQuery);
  const { data: projects } = useQuery(projectsQuery);
  const { data: own } = useQuery(itemFieldsQuery);
  const named = (list: { id: number; name: string }[] | undefined, id: string, none: string) =>
    id === '0' || id === 'null' || id === ''
      ? none
      : (list?.find((one) => String(one.id) === id)?.name ?? id);
  const fields: Record<string, [label: string, value: (text: string) => string]> = {
    status: [t('item.status'), statusName],
    priority: [
      t('item.priority'),
      (text) => {
        const known = priorities.find((name) => name === text);
        return known ? t(`priority.${known}`) : text;
      },
    ],
    assignee_id: [t('item.assignee'), (id) => named(users?.items, id, t('item.nobody'))],
    team_id: [t('item.team'), (id) => named(teams?.items, id, t('item.no_team'))],
    project_id: [t('item.project'), (id) => named(projects?.items, id, t('item.no_project'))],
    requester_id: [t('items.column.requester'), (id) => (id === '0' ? '—' : `#${id}`)],
    title: [t('items.column.title'), (text) => text],
  };
  return ({ field, before, after }) => {
    const custom = own?.items.find(({ key }) => field === `custom.${key}`)?.name;
    const [label, value] = fields[field] ?? [custom ?? field, (text: string) => text || '—'];
    return `${label}: ${value(before)} → ${value(after)}`;
  };
}
