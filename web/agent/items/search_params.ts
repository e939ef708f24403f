// Which items are listed; it stands in the address.
// Source: ui.md, "Items".
export interface ItemsSearch {
  status?: string;
  queue?: number;
  assignee?: string;
  q?: string;
}

export function parseItemsSearch(search: Record<string, unknown>): ItemsSearch {
  const text = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
  const queue = Number(search.queue);
  return {
    status: text(search.status),
    queue: Number.isInteger(queue) && queue > 0 ? queue : undefined,
    assignee:
      text(search.assignee) ??
      (typeof search.assignee === 'number' ? String(search.assignee) : undefined),
    q: text(search.q),
  };
}
