// The widget's words, in the language of its setting, of the page, or of the browser.
// Source: product.md, "Speaks the seeds' languages".
import en from '../words/en.json';

export type Word = keyof typeof en;
export type Language = 'en' | 'fr' | 'it' | 'ru';

const others: Record<Exclude<Language, 'en'>, () => Promise<{ default: Record<Word, string> }>> = {
  fr: () => import('../words/fr.json'),
  it: () => import('../words/it.json'),
  ru: () => import('../words/ru.json'),
};

let words: Record<Word, string> = en;
export let language: Language = 'en';

/** The first of the wishes that is spoken here. */
export function choose(wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const short = wish?.slice(0, 2).toLowerCase();
    if (short === 'en' || short === 'fr' || short === 'it' || short === 'ru') return short;
  }
  return 'en';
}

export async function speak(chosen: Language): Promise<void> {
  words = chosen === 'en' ? en : (await others[chosen]()).default;
  language = chosen;
  document.documentElement.lang = chosen;
}

export function t(word: Word, values: Record<string, string | number> = {}): string {
  return words[word].replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}

const problems: Partial<Record<string, Word>> = {
  too_many_messages: 'problem_too_many',
  too_many_chats: 'problem_too_many',
  too_many_uploads: 'problem_too_many_files',
  body_too_large: 'problem_file_too_large',
  invalid_address: 'problem_address',
  email_missing: 'problem_address',
  name_missing: 'problem_name',
  offline: 'problem_offline',
};

/** What went wrong, in words; what was written is kept in any case. */
export const problem = (code: string): string => t(problems[code] ?? 'problem');

/** "14:05" today, with the date before. */
export function timeOf(iso: string, now = new Date()): string {
  const at = new Date(iso);
  const today = at.toDateString() === now.toDateString();
  const shape: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  if (!today) Object.assign(shape, { day: 'numeric', month: 'short' });
  return new Intl.DateTimeFormat(language, shape).format(at);
}
