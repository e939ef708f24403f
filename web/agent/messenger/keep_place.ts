// Where the open conversation stands in the list: reading it must not pull it away from under the pointer.
// Invariant: only the open conversation leaves the server's order, and only to stay where it was opened or to rise.
// Source: F016 (a new message moves it to the top); ui.md, "Unread first".

/**
 * The list as it is shown.
 * @param openedAt the place at which the open conversation stood when it was opened; null when it was not in the list
 */
export function keepPlace<T extends { id: number }>(
  list: T[],
  openId: number | undefined,
  openedAt: number | null,
): T[] {
  const at = list.findIndex(({ id }) => id === openId);
  const open = list[at];
  if (open === undefined || openedAt === null || at <= openedAt) return list;
  const others = list.filter((one) => one !== open);
  return [...others.slice(0, openedAt), open, ...others.slice(openedAt)];
}
