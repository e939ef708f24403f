// What the server says, in the reader's language: its codes and parameters put into words.
// Invariant: a code that this release does not know shows the server's own English sentence; a new code cannot be
// forgotten, because tests/wording.test.ts holds api/codes.json against all four languages.
// Source: product.md, "Speaks the seeds' languages"; api/openapi.yaml, Wording.
import type { i18n } from 'i18next';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Wording } from './api/types';
import { duration, fileSize, momentText } from './time';

type Words = Record<string, string | number>;

/** `wait_seconds: 60` becomes `wait: "1 min"`, `size_bytes` a size, `at` a time of the reader's own. */
export function readableParams(params: Wording['params'], language: string, now: number): Words {
  const words: Words = {};
  for (const [name, value] of Object.entries(params)) {
    if (name.endsWith('_seconds')) {
      words[name.slice(0, -'_seconds'.length)] = duration(Number(value), language);
    } else if (name.endsWith('_bytes')) {
      words[name.slice(0, -'_bytes'.length)] = fileSize(Number(value), language);
    } else if (name === 'at') words[name] = momentText(String(value), language, now);
    else words[name] = value;
  }
  return words;
}

/** The sentence behind a code; `english` when the code is not known here or nothing is coded at all. */
export function inWords(
  texts: i18n,
  wording: Wording | null | undefined,
  english: string,
  now: number,
): string {
  if (!wording) return english;
  const words = readableParams(wording.params, texts.language, now);
  const context = 'wait' in words ? 'timed' : undefined;
  return sentence(texts, wording.group, wording.code, { ...words, context }) ?? english;
}

export function useInWords(): (wording: Wording | null | undefined, english: string) => string {
  const { i18n } = useTranslation();
  return useCallback((wording, english) => inWords(i18n, wording, english, Date.now()), [i18n]);
}

/** The words for a bare code of a group that is no Wording: problems, next steps. */
export function codeInWords(texts: i18n, group: string, code: string): string | null {
  return sentence(texts, group, code, {});
}

/** The keys are the server's codes, which no compiler knows. */
function sentence(texts: i18n, group: string, code: string, words: object): string | null {
  const key = `said:${group}.${code}`;
  const translate = texts.t as unknown as (key: string, words: object) => string;
  return texts.exists(key) ? translate(key, words) : null;
}
