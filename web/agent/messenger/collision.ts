// Whether somebody else answers while an answer is being written.
// Invariant: what stood there when the writing began is known to the writer; only what came after it counts.
// Source: product.md, "answered once, by one colleague"; issue 4 point 4 (collision warning).
import type { Message, Person } from '@shared/api/types';

export interface Collision {
  answers: Message[];
  typing: Person[];
}

/** @param since the last seq when the writing began; null while nothing is written */
export function collisionIn(
  messages: Message[],
  typing: Person[],
  since: number | null,
  myId: number | undefined,
): Collision | null {
  if (since === null) return null;
  const answers = messages.filter(
    ({ seq, author, deleted_at: deleted }) =>
      seq > since && author.kind === 'user' && author.id !== myId && deleted === null,
  );
  const colleagues = typing.filter(({ kind }) => kind === 'user');
  return answers.length + colleagues.length > 0 ? { answers, typing: colleagues } : null;
}
