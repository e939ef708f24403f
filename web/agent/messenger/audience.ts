// Who is told of what is being written, and who is not, in the order in which it matters to the writer.
// Invariant: everybody that the server named is in one of the two lists, but the writer, who knows.
// Source: product.md, "Foresee"; F010.
import type { AudienceEntry } from '@shared/api/types';

export interface Audience {
  /** Customers first: a mail that has left cannot be taken back. */
  told: AudienceEntry[];
  untold: AudienceEntry[];
}

export function splitAudience(entries: AudienceEntry[], writerId: number | undefined): Audience {
  const others = entries.filter(({ person }) => person.kind !== 'user' || person.id !== writerId);
  const customersFirst = (a: AudienceEntry, b: AudienceEntry) =>
    Number(b.person.kind === 'customer') - Number(a.person.kind === 'customer');
  return {
    told: others.filter(({ told }) => told).sort(customersFirst),
    untold: others.filter(({ told }) => !told).sort(customersFirst),
  };
}
