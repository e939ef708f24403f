// What makes the texts of all languages complete: the same keys, the same placeholders, every plural form, nothing empty,
// every key of the code known and every text used.
// Invariant: English is the measure; a language that lacks anything fails the build.
// Source: ui.md, "a missing key fails the build".
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const languages = ['en', 'fr', 'it', 'ru'];
const plural = /_(zero|one|two|few|many|other)$/;

/** { 'a.b': 'text' } of a nested object of texts. */
export function flatten(texts, prefix = '') {
  return Object.entries(texts).reduce((flat, [key, value]) => {
    if (typeof value === 'string') flat[prefix + key] = value;
    else Object.assign(flat, flatten(value, `${prefix}${key}.`));
    return flat;
  }, {});
}

/** Keys that have plural forms, told from keys that only end like one by both forms of English being there. */
function pluralStems(english) {
  return new Set(
    Object.keys(english)
      .filter((key) => key.endsWith('_one') && `${key.slice(0, -4)}_other` in english)
      .map((key) => key.slice(0, -4)),
  );
}

function expectedKeys(english, language) {
  const stems = pluralStems(english);
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const keys = new Set();
  for (const key of Object.keys(english)) {
    const stem = key.replace(plural, '');
    if (stem !== key && stems.has(stem)) forms.forEach((form) => keys.add(`${stem}_${form}`));
    else keys.add(key);
  }
  return keys;
}

const placeholders = (text) => [...new Set(text.match(/{{\w+}}/g) ?? [])].sort().join(' ');

/** Every fault of one language against English, as sentences. */
export function faultsOf(language, texts, english) {
  const expected = expectedKeys(english, language);
  const faults = [];
  for (const key of expected) {
    const text = texts[key];
    if (text === undefined) faults.push(`${language}: ${key} is missing`);
    else if (text.trim() === '') faults.push(`${language}: ${key} is empty`);
    else {
      const stem = key.replace(plural, '');
      const model = english[key] ?? english[`${stem}_other`] ?? '';
      const wanted = placeholders(model).replace('{{count}}', '').trim();
      const found = placeholders(text).replace('{{count}}', '').trim();
      if (wanted !== found) faults.push(`${language}: ${key} has "${found}", expected "${wanted}"`);
    }
  }
  for (const key of Object.keys(texts)) {
    if (!expected.has(key)) faults.push(`${language}: ${key} is not a key of English`);
  }
  return faults;
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) ? [readFileSync(path, 'utf8')] : [];
  });
}

/** Texts that no source names, neither wholly nor by a template such as `outcome.${x}`. */
export function unusedKeys(english, folders) {
  const code = folders.flatMap(sources).join('\n');
  const named = new Set(code.match(/[a-z][\w]*(?:\.[\w]+)+/g) ?? []);
  const patterns = [...code.matchAll(/`([a-z]\w*\.[^`\s]*\$\{[^`]*)`/g)].map(
    ([, template]) =>
      new RegExp(
        `^${template
          .replace(/\$\{[^}]*\}/g, '§')
          .replace(/[.]/g, '\\.')
          .replace(/§/g, '[\\w]+')}$`,
      ),
  );
  return Object.keys(english).filter((key) => {
    const stem = key.replace(plural, '');
    return (
      !named.has(key) &&
      !named.has(stem) &&
      !patterns.some((one) => one.test(key) || one.test(stem))
    );
  });
}

/** The same for texts whose keys have no dots: named as a word in quotation marks, or by a template such as `asked_${x}`. */
export function unusedWords(english, folder) {
  const code = sources(folder).join('\n');
  const named = new Set([...code.matchAll(/'(\w+)'/g)].map(([, word]) => word));
  const beginnings = [...code.matchAll(/`(\w+_)\$\{/g)].map(([, beginning]) => beginning);
  return Object.keys(english).filter(
    (key) => !named.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)),
  );
}
