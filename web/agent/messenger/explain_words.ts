// The server's sentences of an explanation, made fit for the place where they stand.
// Invariant: nothing is left out but the name that the heading above already says; times are the reader's own.
// Source: product.md, "Explain".
import { momentText } from '@shared/time';

const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

export function readable(sentence: string, language: string, now: number): string {
  return sentence.replace(instant, (at) => momentText(at, language, now));
}

/** "Eve Larsen: emailed at once." below her name is "Emailed at once." */
export function withoutName(sentence: string, name: string): string {
  if (!sentence.startsWith(`${name}: `)) return sentence;
  const rest = sentence.slice(name.length + 2);
  return rest.charAt(0).toLocaleUpperCase() + rest.slice(1);
}
