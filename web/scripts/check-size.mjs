// Fails when what the Messenger or the customers' portal needs at its first opening is over its limit, gzipped: scripts,
// styles and the largest language. Reads the .vite/manifest.json of each. Source: ui.md, "Instant".
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const language = 'shared/i18n/locales/ru.json';
const bundles = [
  {
    name: 'agent',
    folder: dist,
    limit: 300,
    first: ['index.html', 'Shell', 'MessengerPage', language],
  },
  {
    name: 'portal',
    folder: `${dist}portal/`,
    limit: 270,
    first: ['index.html', `../${language}`, '../shared/i18n/portal/ru.json'],
  },
];
/** A chunk by its source file or, when several sources share it, by its name. */
const chunk = (manifest, name) =>
  manifest[name] ?? Object.values(manifest).find((one) => one.name === name);

function filesOf(folder, names) {
  const manifest = JSON.parse(readFileSync(`${folder}.vite/manifest.json`, 'utf8'));
  const files = new Set();
  const visit = (name) => {
    const entry = chunk(manifest, name);
    if (!entry) throw new Error(`${name} is not in the manifest`);
    if (files.has(entry.file)) return;
    files.add(entry.file);
    for (const style of entry.css ?? []) files.add(style);
    for (const other of entry.imports ?? []) visit(other);
  };
  names.forEach(visit);
  return [...files];
}

for (const { name, folder, limit, first } of bundles) {
  const files = filesOf(folder, first);
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(folder + file)).length, 0);
  const kilobytes = (bytes / 1000).toFixed(1);
  if (bytes > limit * 1000) {
    console.error(
      `First load of ${name} is ${kilobytes} KB gzipped in ${files.length} files; the limit is ${limit} KB.`,
    );
    process.exitCode = 1;
  } else {
    console.log(`First load of ${name}: ${kilobytes} KB gzipped in ${files.length} files.`);
  }
}

// The widget is loaded by visitors of other sites: script, page, styles and the largest language. Source: ui.md, "Stack".
const widgetLimitBytes = 35 * 1000;
const widgetManifest = JSON.parse(readFileSync(`${dist}widget/.vite/manifest.json`, 'utf8'));
const entry = widgetManifest['index.html'];
const widget = [
  'widget.js',
  'widget/index.html',
  ...[entry.file, ...(entry.css ?? []), widgetManifest['words/ru.json'].file].map(
    (file) => `widget/${file}`,
  ),
];
const widgetTotal = widget.reduce(
  (sum, file) => sum + gzipSync(readFileSync(dist + file)).length,
  0,
);
const widgetKilobytes = (widgetTotal / 1000).toFixed(1);
if (widgetTotal > widgetLimitBytes) {
  console.error(`The widget is ${widgetKilobytes} KB gzipped; the limit is 35 KB.`);
  process.exit(1);
}
console.log(`Widget: ${widgetKilobytes} KB gzipped in ${widget.length} files.`);
