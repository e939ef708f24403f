// Which requests the list shows, kept in the address so that "back" finds it again.
// Source: ui.md, "Portal".
import type { RequestState, Whose } from './queries';

export interface RequestsSearch {
  state?: RequestState;
  whose?: Whose;
  q?: string;
}

export function parseRequestsSearch(search: Record<string, unknown>): RequestsSearch {
  const { state, whose, q } = search;
  return {
    state: state === 'closed' || state === 'all' ? state : undefined,
    whose: whose === 'organization' ? whose : undefined,
    q: typeof q === 'string' && q ? q.slice(0, 200) : undefined,
  };
}
