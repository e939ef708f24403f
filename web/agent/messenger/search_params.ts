// Which part of the Messenger's list is shown; it stands in the address, so that a reload or a link shows the same.
// Source: ui.md, "Messenger".
import type { ConversationFilter, ConversationSection } from '@shared/api/types';

export const sections: ConversationSection[] = ['customers', 'mine'];
export const filters: ConversationFilter[] = ['open', 'public', 'internal', 'closed'];

export interface MessengerSearch {
  section?: ConversationSection;
  filter?: ConversationFilter;
  /** A message to begin reading at, as a search found it: its number in the conversation. */
  at?: number;
}

export function parseMessengerSearch(search: Record<string, unknown>): MessengerSearch {
  return {
    section: sections.find((section) => section === search.section),
    filter: filters.find((filter) => filter === search.filter),
    at: Number.isInteger(search.at) && Number(search.at) > 0 ? Number(search.at) : undefined,
  };
}

/** The same list, in another conversation: where one of them is read does not go along. */
export function sameList(before: MessengerSearch): MessengerSearch {
  return { ...before, at: undefined };
}
