// Packs web/dist into one C++ file: each file by .incbin, plain and gzipped, with its type and ETag.
// Invariant: the table is in order of the paths (api/web_files.cpp searches it).
// Usage: node pack_web.mjs DIST_FOLDER OUT_FOLDER; writes OUT_FOLDER/web_files_table.cpp.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const [dist, out] = process.argv.slice(2).map((path) => resolve(path));
const types = {
    '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
    '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon',
    '.woff2': 'font/woff2', '.mp3': 'audio/mpeg', '.ogg': 'audio/ogg', '.wav': 'audio/wav', '.webp': 'image/webp',
    '.txt': 'text/plain; charset=utf-8', '.webmanifest': 'application/manifest+json',
};

const list = (folder, prefix = '') =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? list(join(folder, entry.name), `${prefix}/${entry.name}`) : [`${prefix}/${entry.name}`]);

// What only the build itself reads (.vite, .inputs) is no page.
const paths = existsSync(dist) ? list(dist).filter((path) => !path.endsWith('.map') && !path.includes('/.')) : [];
paths.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
mkdirSync(join(out, 'gz'), { recursive: true });

const symbols = [];
const rows = [];
const include = (name, file) => {
    symbols.push(
        `asm(".pushsection .rodata\\n.global ${name}\\n${name}:\\n.incbin \\"${file}\\"\\n.global ${name}_end\\n` +
        `${name}_end:\\n.byte 0\\n.popsection");\nextern "C" const char ${name}[], ${name}_end[];`);
    return `text_between(${name}, ${name}_end)`;
};
paths.forEach((path, index) => {
    const bytes = readFileSync(join(dist, path));
    const etag = createHash('sha256').update(bytes).digest('hex').slice(0, 20);
    const zipped = gzipSync(bytes, { level: 9 });
    const smaller = zipped.length < bytes.length * 0.95;
    let gzipped = 'std::string_view{}';
    if (smaller) {
        const file = join(out, 'gz', `${index}.gz`);
        writeFileSync(file, zipped);
        gzipped = include(`postroom_web_${index}_gz`, file);
    }
    const plain = include(`postroom_web_${index}`, join(dist, path));
    const type = types[extname(path)] ?? 'application/octet-stream';
    rows.push(`        {${JSON.stringify(path)}, "${type}", "\\"${etag}\\"", ${plain}, ${gzipped}},`);
});

writeFileSync(join(out, 'web_files_table.cpp'), `// Made by cmake/pack_web.mjs from web/dist; do not edit.
#include "api/web_files.hpp"

#include <vector>

${symbols.join('\n')}

namespace postroom::api {
namespace {
[[maybe_unused]] std::string_view text_between(const char* begin, const char* end) {
    return {begin, static_cast<std::size_t>(end - begin)};
}
}  // namespace

std::span<const WebFile> web_files() {
    static const std::vector<WebFile> files{
${rows.join('\n')}
    };
    return files;
}

}  // namespace postroom::api
`);
