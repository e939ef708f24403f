// The four languages of the product, fetched only when chosen: locales/ is what the screens say, said/ what the server says
// (see shared/wording.ts), each other folder what only the screens of its name say.
// Invariant: every key exists in every language with the same placeholders (scripts/check-i18n.mjs).
// Source: product.md, "Speaks the seeds' languages".
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type admin from './admin/en.json';
import type appearance from './appearance/en.json';
import type audit from './audit/en.json';
import type center from './center/en.json';
import type chat from './chat/en.json';
import type connect from './connect/en.json';
import type directory from './directory/en.json';
import type en from './locales/en.json';
import type portal from './portal/en.json';
import type portalAdmin from './portal_admin/en.json';
import type sending from './sending/en.json';
import type work from './work/en.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: {
      translation: typeof en &
        typeof admin &
        typeof center &
        typeof chat &
        typeof connect &
        typeof appearance &
        typeof audit &
        typeof portal &
        typeof portalAdmin &
        typeof sending &
        typeof directory &
        typeof work;
    };
  }
}

export const languages = ['en', 'fr', 'it', 'ru'] as const;
export type Language = (typeof languages)[number];

export const languageNames: Record<Language, string> = {
  en: 'English',
  fr: 'Français',
  it: 'Italiano',
  ru: 'Русский',
};

export type Loaders = Record<Language, () => Promise<{ default: object }>>;

const loaders: Loaders = {
  en: () => import('./locales/en.json'),
  fr: () => import('./locales/fr.json'),
  it: () => import('./locales/it.json'),
  ru: () => import('./locales/ru.json'),
};

const saidLoaders: Loaders = {
  en: () => import('./said/en.json'),
  fr: () => import('./said/fr.json'),
  it: () => import('./said/it.json'),
  ru: () => import('./said/ru.json'),
};

/** What some screens say beside what all of them say. */
const further: Loaders[] = [];

/** What only the administration, the profile and the first start say. */
export const adminTexts: Loaders = {
  en: () => import('./admin/en.json'),
  fr: () => import('./admin/fr.json'),
  it: () => import('./admin/it.json'),
  ru: () => import('./admin/ru.json'),
};

/** What the screens about chats say. */
export const chatTexts: Loaders = {
  en: () => import('./chat/en.json'),
  fr: () => import('./chat/fr.json'),
  it: () => import('./chat/it.json'),
  ru: () => import('./chat/ru.json'),
};

/** What is said about connecting mailboxes. */
export const connectTexts: Loaders = {
  en: () => import('./connect/en.json'),
  fr: () => import('./connect/fr.json'),
  it: () => import('./connect/it.json'),
  ru: () => import('./connect/ru.json'),
};

/** What the screens about outgoing mail say: how and when it leaves, what it looks like. */
export const sendingTexts: Loaders = {
  en: () => import('./sending/en.json'),
  fr: () => import('./sending/fr.json'),
  it: () => import('./sending/it.json'),
  ru: () => import('./sending/ru.json'),
};

/** What is said about tables of people, and about teams. */
export const directoryTexts: Loaders = {
  en: () => import('./directory/en.json'),
  fr: () => import('./directory/fr.json'),
  it: () => import('./directory/it.json'),
  ru: () => import('./directory/ru.json'),
};

/** What is said about tags and time spent. */
export const workTexts: Loaders = {
  en: () => import('./work/en.json'),
  fr: () => import('./work/fr.json'),
  it: () => import('./work/it.json'),
  ru: () => import('./work/ru.json'),
};

const storageKey = 'postroom.language';

export function isLanguage(value: string | null | undefined): value is Language {
  return languages.some((language) => language === value);
}

/** The language to begin with: the one chosen on this device, else the browser's, else English. */
export function initialLanguage(): Language {
  const stored = localStorage.getItem(storageKey);
  if (isLanguage(stored)) return stored;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return wanted.find(isLanguage) ?? 'en';
}

/** Fetches a language's texts if they are not here yet, then switches every visible text to it. */
export async function switchLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    const said = saidLoaders[language]();
    const more = further.map((own) => own[language]());
    const texts = await loaders[language]();
    i18next.addResourceBundle(language, 'translation', texts.default);
    for (const { default: own } of await Promise.all(more))
      i18next.addResourceBundle(language, 'translation', own, true, true);
    // No screen waits for these: what they say is shown in English for the moment until they are here.
    void said.then(({ default: words }) => i18next.addResourceBundle(language, 'said', words));
  }
  await i18next.changeLanguage(language);
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
}

/** Adds what only some screens say, before the first of them is shown. */
export async function addTexts(more: Loaders): Promise<void> {
  if (further.includes(more)) return;
  further.push(more);
  const here = languages.filter((one) => i18next.hasResourceBundle(one, 'translation'));
  const texts = await Promise.all(here.map((one) => more[one]()));
  here.forEach((one, at) =>
    i18next.addResourceBundle(one, 'translation', texts[at]?.default, true, true),
  );
}

/** Starts i18next in `language`; resolves when its texts can be shown. */
export async function startI18n(language: Language, own?: Loaders): Promise<i18n> {
  if (own) further.push(own);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    react: { useSuspense: false, bindI18nStore: 'added' },
    showSupportNotice: false,
  });
  await switchLanguage(language);
  return i18next;
}
