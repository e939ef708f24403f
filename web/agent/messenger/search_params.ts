// Which part of the Messenger's list is shown; it stands in the address, so that a reload or a link shows the same.
// Source: ui.md, "Messenger".
import type { ConversationFilter, ConversationSection } from '@shared/api/types';

export const sections: ConversationSection[] = ['customers', 'mine'];
export const filters: ConversationFilter[] = ['open', 'public', 'internal', 'closed'];

export interface MessengerSearch {
  section?: ConversationSection;
  filter?: ConversationFilter;
}

export function parseMessengerSearch(search: Record<string, unknown>): MessengerSearch {
  return {
    section: sections.find((section) => section === search.section),
    filter: filters.find((filter) => filter === search.filter),
  };
}
