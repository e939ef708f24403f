// Builds the chat widget into web/dist beside the other applications: dist/widget.js, which stands on other sites, and
// dist/widget/, the page of its frame. No framework: each byte is loaded by somebody else's visitors.
// Source: ui.md, "Stack" (under 35 KB gzipped).
import { fileURLToPath } from 'node:url';
import { build, defineConfig, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const common = { target: 'es2022', emptyOutDir: false, sourcemap: false } as const;

/** The script under its lasting name, as one file without modules. */
function loader(): Plugin {
  return {
    name: 'postroom-widget-loader',
    async closeBundle() {
      await build({
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        build: {
          ...common,
          outDir: here('./dist'),
          rollupOptions: {
            input: here('./widget/loader/main.ts'),
            output: { format: 'iife', entryFileNames: 'widget.js' },
          },
        },
      });
    },
  };
}

export default defineConfig({
  root: here('./widget'),
  base: '/widget/',
  publicDir: false,
  plugins: [loader()],
  resolve: { alias: { '@shared': here('./shared'), '@agent': here('./agent') } },
  build: {
    ...common,
    outDir: here('./dist/widget'),
    manifest: true,
    modulePreload: { polyfill: false },
  },
});
