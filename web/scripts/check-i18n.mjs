// Fails when a language lacks a text, has a wrong placeholder or a text that nothing shows. Run by `npm run build`.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { faultsOf, flatten, languages, unusedKeys, unusedWords } from './i18n_rules.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
/** Of what the screens say ("locales"), of what only the portal says ("portal"), or of what the server says ("said"). */
const read = (folder, language) =>
  flatten(JSON.parse(readFileSync(here(`../shared/i18n/${folder}/${language}.json`), 'utf8')));
const widget = '../../widget/words';
/** The texts about chats are asked for below their one group. */
const withoutGroup = (texts) =>
  Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key.replace(/^chat\./, ''), text]),
  );

const english = {
  ...read('locales', 'en'),
  ...read('admin', 'en'),
  ...read('center', 'en'),
  ...read('portal', 'en'),
  ...read('portal_admin', 'en'),
  ...read('connect', 'en'),
  ...read('appearance', 'en'),
  ...read('audit', 'en'),
  ...read('sending', 'en'),
  ...read('directory', 'en'),
  ...read('work', 'en'),
};
const faults = [
  'locales',
  'admin',
  'center',
  'portal',
  'portal_admin',
  'connect',
  'appearance',
  'audit',
  'sending',
  'directory',
  'work',
  'said',
  'chat',
  widget,
].flatMap((folder) =>
  languages.flatMap((language) => faultsOf(language, read(folder, language), read(folder, 'en'))),
);
for (const key of unusedKeys(english, [here('../agent'), here('../portal'), here('../shared')])) {
  faults.push(`en: ${key} is shown nowhere`);
}
for (const [folder, sources] of [
  ['chat', here('../agent')],
  [widget, here('../widget')],
]) {
  for (const key of unusedWords(withoutGroup(read(folder, 'en')), sources)) {
    faults.push(`en: ${key} of ${folder} is shown nowhere`);
  }
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
