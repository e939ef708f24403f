// Builds the customers' portal into web/dist/portal: one HTML page and hashed assets, nothing from elsewhere.
// Invariant: a build of its own, so that neither application makes the other's first load larger.
// Source: ui.md, "Three bundles"; "Instant".
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.POSTROOM_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [react()],
  root: here('./portal'),
  base: '/portal/',
  publicDir: false,
  resolve: { alias: { '@shared': here('./shared'), '@portal': here('./portal') } },
  build: {
    target: 'es2022',
    outDir: here('./dist/portal'),
    emptyOutDir: true,
    sourcemap: false,
    manifest: true,
    chunkSizeWarningLimit: 650,
  },
  server: { host: '127.0.0.1', proxy: { '/api': { target: server, ws: true } } },
});
