// Fails when what the Messenger needs at its first opening is over 300 KB gzipped: scripts, styles and the largest
// language. Reads dist/.vite/manifest.json. Source: ui.md, "Instant".
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const limitBytes = 300 * 1000;
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'));
const first = ['index.html', 'Shell', 'MessengerPage', 'shared/i18n/locales/ru.json'];
/** A chunk by its source file or, when several sources share it, by its name. */
const chunk = (name) => manifest[name] ?? Object.values(manifest).find((one) => one.name === name);

const files = new Set();
function visit(name) {
  const entry = chunk(name);
  if (!entry) throw new Error(`${name} is not in the manifest`);
  if (files.has(entry.file)) return;
  files.add(entry.file);
  for (const style of entry.css ?? []) files.add(style);
  for (const other of entry.imports ?? []) visit(other);
}
first.forEach(visit);

const total = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(dist + file)).length, 0);
const kilobytes = (total / 1000).toFixed(1);
if (total > limitBytes) {
  console.error(
    `First load is ${kilobytes} KB gzipped in ${files.size} files; the limit is 300 KB.`,
  );
  process.exit(1);
}
console.log(`First load: ${kilobytes} KB gzipped in ${files.size} files.`);
