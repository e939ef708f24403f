// What one event of an item's history says: the server's short text taken apart, so that it can be told in any language.
// Invariant: a text that is not understood is shown as it came; nothing that happened is hidden for its wording.
// Source: api/openapi.yaml, Event; ui.md, "timeline (Comms and everything)".

export interface FieldChange {
  field: string;
  before: string;
  after: string;
}

const oneChange = /([\w.]+): (.*?) → (.*?)(?=, [\w.]+: |$)/g;

/** "status: new → open, assignee_id: 0 → 1" as a list; empty when the text is of another kind. */
export function changesIn(text: string): FieldChange[] {
  return [...text.matchAll(oneChange)].map(([, field = '', before = '', after = '']) => ({
    field,
    before,
    after,
  }));
}

const oneReason = / \((closed_by_word|closed_by_button|reopened)\)$/;

/** Why a change was made, where the event says so, and the text without it. */
export function reasonIn(text: string): {
  reason: 'closed_by_word' | 'closed_by_button' | 'reopened' | null;
  rest: string;
} {
  const found = oneReason.exec(text)?.[1];
  const reason =
    found === 'closed_by_word' || found === 'closed_by_button' || found === 'reopened'
      ? found
      : null;
  return { reason, rest: text.replace(oneReason, '') };
}

/** The word after the colon of "mail: sent" or "mail received: reply". */
export function stateIn(text: string): string | null {
  return /^mail(?: received)?: (\w+)$/.exec(text)?.[1] ?? null;
}

/** What happened to an item beside its fields: "undelivered: true", "automatic_mail_stopped: bob@example.org". */
export function noteIn(text: string): { note: string; value: string } | null {
  const found = /^(undelivered|automatic_mail_stopped|automatic_mail_resumed): (.*)$/.exec(text);
  return found ? { note: found[1] ?? '', value: found[2] ?? '' } : null;
}

/** "tag_added: fire"; null when the text is of another kind. */
export function tagIn(text: string): { added: boolean; tag: string } | null {
  const found = /^tag_(added|removed): (.*)$/.exec(text);
  return found ? { added: found[1] === 'added', tag: found[2] ?? '' } : null;
}

export type Move = 'split_to' | 'split_from' | 'merged_into' | 'merged_from';

const oneMove = /^(split to|split from|merged into|merged from) #(\d+)$/;

/** "merged into #7": which way and which item; null when the text is of another kind. */
export function moveIn(text: string): { move: Move; number: number } | null {
  const found = oneMove.exec(text);
  if (!found) return null;
  return { move: found[1]?.replace(' ', '_') as Move, number: Number(found[2]) };
}

const conversationChanges = [
  'started',
  'opened',
  'joined',
  'left',
  'renamed',
  'linked',
  'split',
] as const;

/** The word after the colon of "conversation: linked". */
export function conversationChangeIn(text: string): (typeof conversationChanges)[number] | null {
  return conversationChanges.find((change) => text === `conversation: ${change}`) ?? null;
}

const soft = ['message_seen', 'receipt_changed'];

/** Events that only say how a message travelled; the explanation of the message tells that better. */
export function isSoft(kind: string): boolean {
  return soft.includes(kind);
}
