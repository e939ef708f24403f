// Names behind an @: which of them a text holds, and the pieces of a text around them.
// Invariant: a mention is plain text, "@Ben Carter", so it survives drafts, copying and every device; who is meant is
// found by the name among those who may see the conversation.
// Source: issue 4 point 4 (@mention).
import type { Person } from '@shared/api/types';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Matches any of the names with their @; longer names first, so that "@Ben Carter" is not taken for "@Ben". */
export function mentionPattern(people: Pick<Person, 'name'>[]): RegExp | null {
  const names = people.map(({ name }) => name).sort((a, b) => b.length - a.length);
  if (names.length === 0) return null;
  return new RegExp(`@(?:${names.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'gu');
}

export function mentionedIn(text: string, people: Person[]): number[] {
  const pattern = mentionPattern(people);
  if (!pattern) return [];
  const named = new Set([...text.matchAll(pattern)].map(([match]) => match.slice(1)));
  return people.filter(({ name }) => named.has(name)).map(({ id }) => id);
}

/** The words of a simple HTML text with each mention in a <mark>. */
export function markMentions(html: string, people: Pick<Person, 'name'>[]): string {
  const pattern = mentionPattern(people);
  if (!pattern) return html;
  const holder = document.createElement('template');
  holder.innerHTML = html;
  const walker = document.createTreeWalker(holder.content, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) markIn(text, pattern);
  return holder.innerHTML;
}

function markIn(text: Text, pattern: RegExp): void {
  const pieces = text.data.split(new RegExp(`(${pattern.source})`, 'gu'));
  if (pieces.length === 1) return;
  text.replaceWith(
    ...pieces.map((piece, index) => {
      if (index % 2 === 0) return piece;
      const mark = document.createElement('mark');
      mark.textContent = piece;
      return mark;
    }),
  );
}

/** What is being typed at the cursor: an @name, or a / at the beginning of a word; null when it is neither. */
export interface Trigger {
  kind: 'mention' | 'canned';
  words: string;
  /** How many characters before the cursor it begins. */
  length: number;
}

export function triggerBefore(text: string): Trigger | null {
  const mention = /(?:^|[\s(])@([\p{L}\p{M}'’-]{0,40}(?: [\p{L}\p{M}'’-]{0,40})?)$/u.exec(text);
  if (mention) return trigger('mention', mention[1] ?? '');
  const canned = /(?:^|\s)\/([\p{L}\p{M}\p{N}-]{0,40})$/u.exec(text);
  return canned ? trigger('canned', canned[1] ?? '') : null;
}

function trigger(kind: Trigger['kind'], words: string): Trigger {
  return { kind, words, length: words.length + 1 };
}

const fold = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** Whether each word begins one of the title's words; case and accents do not count. */
export function fits(title: string, words: string): boolean {
  const parts = fold(title).split(/\s+/);
  return fold(words)
    .split(/\s+/)
    .every((word) => parts.some((part) => part.startsWith(word)));
}
