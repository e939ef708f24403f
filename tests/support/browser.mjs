// Chromium on a leash: reads one JSON command a line on stdin, answers one JSON line on stdout.
// Invariant: loopback only; page errors, console errors and blocked content are kept and can be asked for.
// Used by tests/support/browser.py, so that a story with mail on both sides is told in one language.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const [playwrightPath, axePath, chromiumPath] = process.argv.slice(2);
const { chromium } = createRequire(import.meta.url)(playwrightPath);
const axeSource = readFileSync(axePath, 'utf8');

// A fresh context is a private window, in which Chromium keeps nothing for frames of other sites; in an ordinary one it
// does, apart for each site, which is what visitors of a chat widget have.
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-features=TrackingProtection3pcd'],
});
const pages = new Map();
const troubles = [];

// `beside` opens a further tab of that page's browser; `script` runs before each document's own.
async function openPage({ page: name, url, width = 1440, height = 900, scheme = 'light', touch = false, guarded = false, beside, script }) {
  const context = beside ? pages.get(beside).context() : await browser.newContext({
    viewport: { width, height }, colorScheme: scheme, locale: 'en-GB', hasTouch: touch, isMobile: touch,
  });
  const page = await context.newPage();
  if (script) await page.addInitScript(script);
  page.setDefaultTimeout(30000);
  page.on('pageerror', (error) => troubles.push(`${name}: ${error.message}`));
  page.on('console', (line) => line.type() === 'error' && troubles.push(`${name}: ${line.text()}`));
  page.on('request', (request) => {
    const host = new URL(request.url()).hostname;
    if (!['127.0.0.1', 'localhost', ''].includes(host)) troubles.push(`${name}: asked ${host}`);
  });
  pages.set(name, page);
  if (guarded) await guard(name, context, page, new URL(url).origin);
  await page.goto(url);
}

// For pages that show what strangers wrote: dialogs, windows, navigation and requests to elsewhere are troubles, and no
// such request leaves.
async function guard(name, context, page, origin) {
  await context.route('**/*', (route) => {
    const address = route.request().url();
    if (/^(data|blob):/.test(address) || new URL(address).origin === origin) return route.continue();
    troubles.push(`${name}: a request to ${address} was stopped`);
    return route.abort();
  });
  page.on('dialog', (dialog) => {
    troubles.push(`${name}: a dialog says ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('popup', (popup) => troubles.push(`${name}: a window was opened for ${popup.url()}`));
  page.on('framenavigated', (frame) => {
    const address = frame.url();
    const ours = address === 'about:srcdoc' || address === 'about:blank' || new URL(address).origin === origin;
    if (!ours) troubles.push(`${name}: navigated to ${address}`);
  });
}

/** `frame` names a frame within the page, in a shadow root too. */
function find(opened, { role, name, label, text, css, frame, exact = false, nth = 0 }) {
  const page = frame ? opened.frameLocator(frame) : opened;
  if (role) return page.getByRole(role, { name, exact }).nth(nth);
  if (label) return page.getByLabel(label, { exact }).nth(nth);
  if (text) return page.getByText(text, { exact }).nth(nth);
  return page.locator(css).nth(nth);
}

const commands = {
  open: openPage,
  goto: (c) => pages.get(c.page).goto(c.url),
  click: (c) => find(pages.get(c.page), c.what).click(),
  fill: (c) => find(pages.get(c.page), c.what).fill(c.value),
  attach: (c) => find(pages.get(c.page), c.what).setInputFiles(c.path),
  press: (c) => pages.get(c.page).keyboard.press(c.key),
  type: (c) => pages.get(c.page).keyboard.type(c.text),
  see: (c) => find(pages.get(c.page), c.what).waitFor({ state: 'visible', timeout: c.within * 1000 }),
  gone: (c) => find(pages.get(c.page), c.what).waitFor({ state: 'hidden', timeout: c.within * 1000 }),
  hover: (c) => find(pages.get(c.page), c.what).hover(),
  // Everything asked for has come, fonts are there and nothing moves any more: what a person sees a moment later.
  settled: async (c) => {
    const page = pages.get(c.page);
    await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root') === null);
    await page.evaluate(async () => {
      await document.fonts.ready;
      // What has just been changed begins to move with the next frame.
      const frame = () => new Promise((painted) => requestAnimationFrame(painted));
      for (let i = 0; i < 3; ++i) await frame();
      const ending = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity);
      await Promise.allSettled(ending.map((each) => each.finished));
    });
  },
  scheme: (c) => pages.get(c.page).emulateMedia({ colorScheme: c.scheme }),
  size: (c) => pages.get(c.page).setViewportSize({ width: c.width, height: c.height }),
  text: (c) => find(pages.get(c.page), c.what).innerText(),
  count: (c) => pages.get(c.page).locator(c.css).count(),
  // An expression, or a function without arguments that is called.
  evaluate: (c) => pages.get(c.page).evaluate(/^(async )?\(\) =>/.test(c.script) ? `(${c.script})()` : c.script),
  url: (c) => pages.get(c.page).url(),
  title: (c) => pages.get(c.page).title(),
  offline: (c) => pages.get(c.page).context().setOffline(c.on),
  screenshot: async (c) => { await pages.get(c.page).screenshot({ path: c.path }); },
  close: async (c) => { await pages.get(c.page).context().close(); pages.delete(c.page); },
  troubles: () => troubles.splice(0),
  // The page's policy forbids a script tag, so axe comes in through the debugger. Frames hold mail bodies, which may run
  // nothing and are sanitised HTML of strangers: what a customer wrote is not ours to judge.
  async axe(c) {
    const opened = pages.get(c.page);
    const page = c.frame ? opened.frames().find((each) => each.url().includes(c.frame)) : opened;
    await page.evaluate(axeSource);
    return page.evaluate(async () => (await globalThis.axe.run({ iframes: false })).violations
      .filter((each) => ['serious', 'critical'].includes(each.impact))
      .map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`));
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  let answer;
  try {
    answer = { value: (await commands[command.do](command)) ?? null };
  } catch (error) {
    answer = { error: String(error.message ?? error).slice(0, 2000) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await browser.close();
