// Builds the agent application into web/dist: one HTML page and hashed assets, nothing from elsewhere.
// Invariant: the mock server (mock/) is loaded only in mode "mock" and is never part of a build.
// Source: ui.md, "Stack" and "Instant".
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.POSTROOM_URL ?? 'http://127.0.0.1:8080';

export default defineConfig(({ mode, command }) => ({
  plugins: [
    react(),
    {
      name: 'postroom-mock',
      transformIndexHtml(html: string): string {
        if (mode !== 'mock' || command === 'build') return html;
        return html.replace('/agent/main.tsx', '/mock/main.tsx');
      },
    },
  ],
  resolve: { alias: { '@shared': here('./shared'), '@agent': here('./agent') } },
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    manifest: true,
    chunkSizeWarningLimit: 650,
  },
  server: {
    host: '127.0.0.1',
    proxy: mode === 'mock' ? undefined : { '/api': { target: server, ws: true } },
  },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.{ts,tsx}'],
    setupFiles: ['tests/setup.ts'],
  },
}));
