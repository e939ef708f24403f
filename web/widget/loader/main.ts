// The script that stands on somebody's page: a launcher and a frame in a shadow root of their own.
// Invariant: reads nothing of the page but its address and title, changes nothing of it, asks nobody but its own
// server; shows nothing until the frame says that it is welcome there.
// Source: ui.md, "Stack" (widget); SEC-10; docs/administrators.md, "Chat widgets".
import { readableOn } from './contrast';
import { ours, type Identity, type Page, type ToFrame, type ToPage } from './messages';
import { css } from './style';

interface Api {
  open: () => void;
  close: () => void;
}

declare global {
  interface Window {
    Postroom?: Api;
  }
}

const svg = 'http://www.w3.org/2000/svg';
const bubble = 'M21 12a8 8 0 0 1-8 8H4l2-3.2A8 8 0 1 1 21 12Z';
const cross = 'M6 6l12 12M18 6 6 18';

/** Who the page says the visitor is: data-user-id, -email, -name, -expires and -signature. */
function identityOf(data: DOMStringMap): Identity | null {
  if (!data.userSignature) return null;
  return {
    user_id: data.userId ?? '',
    email: data.userEmail ?? '',
    name: data.userName ?? '',
    expires_at: Number(data.userExpires),
    signature: data.userSignature,
  };
}

/** Without query and fragment, where sites keep secrets. */
const pageNow = (): Page => ({ url: location.origin + location.pathname, title: document.title });

class Launcher {
  private readonly root = document.createElement('div');
  private readonly button = document.createElement('button');
  private readonly badge = document.createElement('span');
  private readonly icon = document.createElementNS(svg, 'path');
  private readonly frame = document.createElement('iframe');
  private label = '';
  private closeLabel = '';
  private unreadLabel = '';

  constructor(
    private readonly origin: string,
    private readonly data: DOMStringMap,
  ) {
    const host = document.createElement('div');
    const shadow = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
    this.root.className = 'root closed';
    this.root.hidden = true;
    this.buildButton();
    this.frame.src = `${origin}/widget/${encodeURIComponent(data.key ?? '')}`;
    this.frame.allow = 'clipboard-write';
    this.root.append(this.frame, this.button);
    shadow.append(this.root);
    document.body.append(host);
    window.addEventListener('message', (event) => this.hear(event));
    for (const kind of ['focus', 'blur'] as const) window.addEventListener(kind, this.tellFront);
    document.addEventListener('visibilitychange', this.tellFront);
  }

  get isOpen(): boolean {
    return this.root.classList.contains('open');
  }

  show(open: boolean): void {
    if (this.root.hidden || open === this.isOpen) return;
    this.root.classList.toggle('open', open);
    this.root.classList.toggle('closed', !open);
    this.button.setAttribute('aria-expanded', String(open));
    this.icon.setAttribute('d', open ? cross : bubble);
    this.name();
    if (open) {
      this.say({ postroom: 'open', page: pageNow() });
      this.frame.focus();
    } else {
      this.say({ postroom: 'close' });
      this.button.focus();
    }
    this.tellFront();
  }

  private buildButton(): void {
    const drawing = document.createElementNS(svg, 'svg');
    drawing.setAttribute('viewBox', '0 0 24 24');
    drawing.setAttribute('aria-hidden', 'true');
    this.icon.setAttribute('d', bubble);
    drawing.append(this.icon);
    this.badge.className = 'badge';
    this.badge.setAttribute('aria-hidden', 'true');
    this.button.type = 'button';
    this.button.setAttribute('aria-expanded', 'false');
    this.button.append(drawing, this.badge);
    this.button.addEventListener('click', () => this.show(!this.isOpen));
  }

  private hear(event: MessageEvent): void {
    if (event.source !== this.frame.contentWindow || event.origin !== this.origin) return;
    const message = ours<ToPage>(event.data);
    switch (message?.postroom) {
      case 'loaded':
        this.say({
          postroom: 'hello',
          identity: identityOf(this.data),
          language: this.data.language ?? null,
          page: pageNow(),
        });
        return;
      case 'ready':
        this.welcome(message);
        return;
      case 'unread':
        this.badge.textContent = message.count ? String(Math.min(message.count, 99)) : '';
        this.unreadLabel = message.label;
        this.name();
        return;
      case 'close':
        this.show(false);
        return;
      case 'ask_front':
        this.tellFront();
    }
  }

  private welcome(ready: Extract<ToPage, { postroom: 'ready' }>): void {
    this.label = ready.label;
    this.closeLabel = ready.closeLabel;
    this.frame.title = ready.label;
    this.root.style.setProperty('--color', ready.color);
    this.root.style.setProperty('--on-color', readableOn(ready.color));
    this.root.classList.toggle('left', ready.side === 'left');
    this.root.hidden = false;
    this.name();
    this.tellFront();
    if (this.data.open !== undefined) this.show(true);
  }

  private name(): void {
    const closed = [this.label, this.unreadLabel].filter(Boolean).join(', ');
    this.button.setAttribute('aria-label', this.isOpen ? this.closeLabel : closed);
  }

  /** Whether a person looks at this page now; a moment later, because focus is on its way from one frame to another. */
  private readonly tellFront = (): void => {
    setTimeout(() => {
      const front = document.visibilityState === 'visible' && document.hasFocus();
      this.say({ postroom: 'front', front: front && this.isOpen });
    }, 0);
  };

  private say(message: ToFrame): void {
    this.frame.contentWindow?.postMessage(message, this.origin);
  }
}

function begin(script: HTMLScriptElement): void {
  const launcher = new Launcher(new URL(script.src).origin, script.dataset);
  window.Postroom = { open: () => launcher.show(true), close: () => launcher.show(false) };
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !window.Postroom) {
  if (document.body) begin(script);
  else document.addEventListener('DOMContentLoaded', () => begin(script));
}
