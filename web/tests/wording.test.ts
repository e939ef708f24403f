// Every code of the server has its words in every language, and no words are left over.
// Invariant: api/codes.json is what the program can say (unit_app holds it against the sources).
import i18next, { type i18n } from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import codesOfTheServer from '../../api/codes.json';
import { ApiError } from '../shared/api/client';
import frAdmin from '../shared/i18n/admin/fr.json';
import itAdmin from '../shared/i18n/admin/it.json';
import ruAdmin from '../shared/i18n/admin/ru.json';
import frDirectory from '../shared/i18n/directory/fr.json';
import frWork from '../shared/i18n/work/fr.json';
import frConnect from '../shared/i18n/connect/fr.json';
import frTexts from '../shared/i18n/locales/fr.json';
import itTexts from '../shared/i18n/locales/it.json';
import ruTexts from '../shared/i18n/locales/ru.json';
import frPortal from '../shared/i18n/portal/fr.json';
import itPortal from '../shared/i18n/portal/it.json';
import ruPortal from '../shared/i18n/portal/ru.json';
import frSettings from '../shared/i18n/portal_admin/fr.json';
import itSettings from '../shared/i18n/portal_admin/it.json';
import ruSettings from '../shared/i18n/portal_admin/ru.json';
import frSending from '../shared/i18n/sending/fr.json';
import itSending from '../shared/i18n/sending/it.json';
import ruSending from '../shared/i18n/sending/ru.json';
import en from '../shared/i18n/said/en.json';
import fr from '../shared/i18n/said/fr.json';
import it_ from '../shared/i18n/said/it.json';
import ru from '../shared/i18n/said/ru.json';
import { duration } from '../shared/time';
import { errorWords } from '../shared/ui/errors';
import { inWords } from '../shared/wording';

const codes = codesOfTheServer as Record<string, string[]>;

const locales = { en, fr, it: it_, ru } as Record<string, Record<string, Record<string, string>>>;

/** Only programs that speak the contract wrongly ever get these; they are told in English. */
const forPrograms = [
  'bad_cursor',
  'bad_idempotency_key',
  'bad_if_match',
  'bad_query',
  'idempotency_key_reused',
  'malformed_json',
  'malformed_multipart',
  'method_not_allowed',
  'not_a_session',
  'not_json',
  'unknown_kind',
  'upgrade_required',
];
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe.each(Object.keys(locales))('the words of the server in %s', (language) => {
  const said = locales[language]!;

  it.each(Object.keys(codes))('has a sentence for every code of the group %s', (group) => {
    const wanted = codes[group]!.filter(
      (code) => group !== 'problem' || !forPrograms.includes(code),
    );
    const missing = wanted.filter((code) => !said[group]?.[code]?.trim());
    expect(missing).toEqual([]);
  });

  it('has no sentence that nobody says', () => {
    const extra = Object.entries(said).flatMap(([group, sentences]) =>
      Object.keys(sentences)
        .filter((code) => !codes[group]?.includes(code.replace(/_timed$/, '')))
        .map((code) => `${group}.${code}`),
    );
    expect(extra).toEqual([]);
  });
});

describe('typography', () => {
  const all = (texts: object): string[] =>
    Object.values(texts as Record<string, string | object>).flatMap((text) =>
      typeof text === 'string' ? [text] : all(text),
    );
  it('French: no ordinary space before ; ! ? : » or after «', () => {
    const texts = [
      fr,
      frTexts,
      frAdmin,
      frConnect,
      frPortal,
      frSettings,
      frSending,
      frDirectory,
      frWork,
    ].flatMap(all);
    expect(texts.filter((text) => / [;!?:»]|« /.test(text))).toEqual([]);
    expect(texts.filter((text) => /[^\s\u00a0\u202f][;!?]/.test(text))).toEqual([]);
    expect(texts.filter((text) => /["']/.test(text))).toEqual([]);
  });
  it('Russian and Italian: no straight quotes', () => {
    const texts = [
      ru,
      ruTexts,
      ruAdmin,
      ruPortal,
      ruSettings,
      ruSending,
      it_,
      itTexts,
      itAdmin,
      itPortal,
      itSettings,
      itSending,
    ].flatMap(all);
    expect(texts.filter((text) => /["']/.test(text))).toEqual([]);
  });
});

describe('sentences from codes', () => {
  let texts: i18n;
  beforeAll(async () => {
    texts = i18next.createInstance();
    await texts.init({
      lng: 'ru',
      resources: { ru: { translation: { ...ruTexts, ...ruAdmin }, said: ru } },
      interpolation: { escapeValue: false },
      showSupportNotice: false,
    });
  });
  const now = Date.now();

  it('puts durations and names where they belong', () => {
    const relay = { group: 'rule' as const, code: 'relay', params: { wait_seconds: 60 } };
    expect(plain(inWords(texts, relay, '', now))).toBe(
      'Сообщения, не просмотренные за 1 мин, отправляются письмом.',
    );
    expect(inWords(texts, { ...relay, params: {} }, '', now)).toBe(
      'Непросмотренные сообщения отправляются письмом.',
    );
  });
  it('falls back to what the server said', () => {
    const later = { group: 'rule' as const, code: 'rule_of_next_year', params: {} };
    expect(inWords(texts, later, 'A new rule.', now)).toBe('A new rule.');
    expect(inWords(texts, null, '550 no such user', now)).toBe('550 no such user');
  });
  it('names the field that is wrong', () => {
    const error = new ApiError('invalid_fields', 400, 'name must not be empty.', [
      {
        field: 'name',
        message: 'must not be empty',
        wording: { group: 'field', code: 'empty', params: {} },
      },
    ]);
    expect(errorWords(texts, error)).toBe(
      'Некоторые значения не подходят. Имя: не может быть пустым.',
    );
    expect(errorWords(texts, new ApiError('of_next_year', 409, 'Not now.'))).toBe('Not now.');
  });
  it.each([
    ['en', 12, '12 sec'],
    ['en', 60, '1 min'],
    ['fr', 119, '119 s'],
    ['it', 300, '5 min'],
    ['ru', 7200, '2 ч'],
    ['en', 0, '0 sec'],
  ])('%s: %s seconds are "%s"', (language, seconds, expected) => {
    expect(plain(duration(seconds, language))).toBe(expected);
  });
});
