// The look: one accent colour, system fonts, cool neutrals; amber belongs to internal notes alone.
// Invariant: text on every surface keeps a contrast of 4.5 : 1 in both themes (WCAG 2.2 AA).
// Source: ui.md.
import {
  Avatar,
  Badge,
  Button,
  Checkbox,
  createTheme,
  type CSSVariablesResolver,
  Modal,
  Select,
  Switch,
  Tooltip,
  type MantineColorsTuple,
} from '@mantine/core';

const brand: MantineColorsTuple = [
  '#eef2ff',
  '#dfe6fc',
  '#bccbf7',
  '#95adf1',
  '#6f8eea',
  '#5273e0',
  '#3f61d6',
  '#3557c9',
  '#2a46a6',
  '#1f3682',
];

const dark: MantineColorsTuple = [
  '#d5d9e2',
  '#b9bfcb',
  '#959dad',
  '#687183',
  '#3b4252',
  '#2c3240',
  '#232834',
  '#1a1e27',
  '#14171e',
  '#0e1015',
];

const gray: MantineColorsTuple = [
  '#f8f9fb',
  '#f1f3f6',
  '#e6e9ee',
  '#d9dde4',
  '#c5cad4',
  '#a5acba',
  '#767f8f',
  '#4b5361',
  '#323844',
  '#1e222b',
];

export const theme = createTheme({
  colors: { brand, dark, gray },
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.38,
  defaultRadius: 'md',
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif, "Noto Color Emoji"',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", Menlo, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8438rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.125rem', lineHeight: '1.35' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  components: {
    Checkbox: Checkbox.extend({ defaultProps: { radius: 5 } }),
    Switch: Switch.extend({ defaultProps: { withThumbIndicator: false } }),
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Avatar: Avatar.extend({ defaultProps: { radius: 'xl' } }),
    Badge: Badge.extend({ defaultProps: { radius: 'sm', variant: 'light', tt: 'none', fw: 550 } }),
    // The library's invisible first entry is nothing that a menu may hold (ARIA menu: entries only).
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Modal: Modal.extend({ defaultProps: { centered: true, radius: 'lg' } }),
    Select: Select.extend({ defaultProps: { checkIconPosition: 'right', allowDeselect: false } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 350,
        withArrow: true,
        events: { hover: true, focus: true, touch: false },
      },
    }),
  },
});

/** Colours of badges and light buttons: darker words by day, lighter by night than the library's own. */
const toned = ['brand', 'teal', 'red', 'orange', 'yellow', 'grape', 'gray', 'cyan', 'pink'];

function tonedWords(word: (name: string) => string): Record<string, string> {
  return Object.fromEntries(
    toned.map((name) => [`--mantine-color-${name}-light-color`, word(name)]),
  );
}

export const resolveCssVariables: CSSVariablesResolver = () => ({
  variables: { '--rail-width': '5.25rem' },
  light: {
    ...tonedWords((name) => `color-mix(in srgb, var(--mantine-color-${name}-9) 68%, #10131a)`),
    '--surface': '#ffffff',
    '--surface-sunken': '#f6f7f9',
    '--surface-rail': '#eef0f4',
    '--surface-hover': '#f1f3f6',
    '--surface-selected': '#e8edfc',
    '--line': '#e3e6eb',
    '--text': '#1e222b',
    '--text-soft': '#596171',
    '--accent': '#3557c9',
    '--accent-text': '#2f4fba',
    '--accent-soft': '#e8edfc',
    '--internal': '#fff8e6',
    '--internal-line': '#efd38c',
    '--internal-text': '#7a5200',
    '--internal-strong': '#b27700',
    '--good': '#1b7a43',
    '--bad': '#b3261e',
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1e222b',
    '--mantine-color-dimmed': '#596171',
    '--mantine-color-placeholder': '#6b7382',
    '--mantine-color-anchor': '#2f4fba',
    '--mantine-color-error': '#b3261e',
  },
  dark: {
    ...tonedWords((name) => `color-mix(in srgb, var(--mantine-color-${name}-3) 88%, #fff)`),
    '--surface': '#181b23',
    '--surface-sunken': '#12151b',
    '--surface-rail': '#0e1015',
    '--surface-hover': '#20242e',
    '--surface-selected': '#232d4d',
    '--line': '#2a2f3b',
    '--text': '#e2e5ec',
    '--text-soft': '#a2a9b8',
    '--accent': '#4a6bdc',
    '--accent-text': '#9db3f5',
    '--accent-soft': '#222b48',
    '--internal': '#2b2413',
    '--internal-line': '#5d4a1a',
    '--internal-text': '#f2cf7d',
    '--internal-strong': '#d8a437',
    '--good': '#63c88e',
    '--bad': '#ff8a80',
    '--mantine-color-body': '#181b23',
    '--mantine-color-text': '#e2e5ec',
    '--mantine-color-dimmed': '#a2a9b8',
    '--mantine-color-placeholder': '#8b93a4',
    '--mantine-color-anchor': '#9db3f5',
    '--mantine-color-error': '#ff8a80',
  },
});
