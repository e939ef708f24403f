// Which side of the mail log is shown and what is filtered; it stands in the address.
// Source: ui.md, "Mail log".
export type MailDirection = 'incoming' | 'outgoing';

export interface MailLogSearch {
  direction?: MailDirection;
  outcome?: string;
}

export function parseMailLogSearch(search: Record<string, unknown>): MailLogSearch {
  return {
    direction: search.direction === 'outgoing' ? 'outgoing' : undefined,
    outcome: typeof search.outcome === 'string' ? search.outcome : undefined,
  };
}
