// Fails when a language lacks a text, has a wrong placeholder or a text that nothing shows. Run by `npm run build`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { faultsOf, flatten, languages, unusedKeys } from './i18n_rules.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Of what the screens say ("locales"), of what only the portal says ("portal"), or of what the server says ("said"). */
const read = (folder, language) =>
  flatten(JSON.parse(readFileSync(here(`../shared/i18n/${folder}/${language}.json`), 'utf8')));

const english = {
  ...read('locales', 'en'),
  ...read('portal', 'en'),
  ...read('portal_admin', 'en'),
};
const faults = ['locales', 'portal', 'portal_admin', 'said'].flatMap((folder) =>
  languages.flatMap((language) => faultsOf(language, read(folder, language), read(folder, 'en'))),
);
for (const key of unusedKeys(english, [here('../agent'), here('../portal'), here('../shared')])) {
  faults.push(`en: ${key} is shown nowhere`);
}
for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error(`${faults.length} faults in the texts`);
  process.exit(1);
}
const said = Object.keys(read('said', 'en')).length;
console.log(
  `${Object.keys(english).length + said} texts in ${languages.length} languages: complete`,
);
