// The widget's frame: asks the page who it is, asks the server whether it is welcome there, then shows itself.
// Invariant: only the window that holds the frame is listened to, and the origin that the browser says it has is the site
// that the server is told; nothing is sent before the server said yes.
// Source: SEC-10; docs/administrators.md, "Chat widgets".
import { readableOn } from '../loader/contrast';
import { ours, type Identity, type Page, type ToFrame, type ToPage } from '../loader/messages';
import { Api, Refused, type Settings } from './api';
import { Chat } from './chat';
import './style.css';
import { choose, speak, t } from './words';

/** Our own administration shows a draft of the settings. */
interface Preview {
  postroom: 'preview';
  settings: Settings;
}

const key = decodeURIComponent(location.pathname.split('/').at(-1) ?? '');
const place = document.getElementById('chat');
let chat: Chat | null = null;

function paint(settings: Settings, shown: Chat): void {
  const { style } = document.documentElement;
  style.setProperty('--accent', settings.color);
  style.setProperty('--on-accent', readableOn(settings.color));
  place?.replaceChildren(shown.shell.element);
}

async function identify(api: Api): Promise<void> {
  if (!api.isVouchedFor || api.isKnown) return;
  try {
    await api.begin('', '');
  } catch (error) {
    const why = error instanceof Refused ? error.code : 'offline';
    console.warn(
      `Postroom: the visitor's identity was not taken (${why}); see the administrators' guide.`,
    );
    api.forgetIdentity();
  }
}

interface Hello {
  identity: Identity | null;
  language: string | null;
  page: Page;
}

async function begin(site: string, hello: Hello): Promise<void> {
  const say = (message: ToPage): void => window.parent.postMessage(message, site);
  const guess = choose([hello.language, ...navigator.languages]);
  const api = new Api(key, site, hello.identity, guess);
  const settings = await api.settings();
  await speak(settings.language === 'auto' ? guess : settings.language);
  await identify(api);
  chat = new Chat({ api, settings, say });
  paint(settings, chat);
  const labels = { label: t('open'), closeLabel: t('close') };
  say({ postroom: 'ready', color: settings.color, side: settings.side, ...labels });
  if (api.isKnown) await chat.resume();
}

async function preview({ settings }: Preview): Promise<void> {
  await speak(settings.language === 'auto' ? choose(navigator.languages) : settings.language);
  const api = new Api('preview', location.origin, null, 'en');
  const shown = new Chat({ api, settings, say: () => undefined, isPreview: true });
  paint(settings, shown);
}

let hasBegun = false;
window.addEventListener('message', (event: MessageEvent) => {
  if (event.source !== window.parent) return;
  const message = ours<ToFrame | Preview>(event.data);
  switch (message?.postroom) {
    case 'hello':
      if (!hasBegun) {
        hasBegun = true;
        begin(event.origin, message).catch((error: unknown) => console.warn('Postroom:', error));
      }
      return;
    case 'preview':
      if (event.origin === location.origin) void preview(message);
      return;
    case 'open':
      chat?.opened(message.page);
      return;
    case 'close':
      chat?.closed();
      return;
    case 'front':
      chat?.front(message.front);
  }
});

if (window.parent !== window) {
  // Says nothing but that it is here: whoever holds it answers, and is then known by its origin.
  window.parent.postMessage({ postroom: 'loaded' } satisfies ToPage, '*');
  for (const kind of ['focus', 'blur'] as const) {
    window.addEventListener(kind, () =>
      window.parent.postMessage({ postroom: 'ask_front' } satisfies ToPage, '*'),
    );
  }
}
