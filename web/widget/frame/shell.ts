// What stands around a chat: the heading with its buttons, the line that says who is here, a live region.
// Source: ui.md, "Accessible", "Live"; WCAG 2.2, 4.1.3.
import type { Settings, Visitor } from './api';
import { button, drawing, h, icons } from './dom';
import { t } from './words';

export interface ShellOptions {
  settings: Settings;
  onBack: () => void;
  onClose: () => void;
}

export class Shell {
  readonly element: HTMLElement;
  readonly body = h('div', { class: 'body' });
  hasSound = true;
  private readonly title = h('h1', {});
  private readonly status = h('p', { class: 'status', role: 'status' });
  private readonly fault = h('p', { class: 'fault', role: 'alert' });
  private readonly heard = h('p', { class: 'hidden', 'aria-live': 'polite' });
  private readonly back: HTMLButtonElement;
  private readonly sound: HTMLButtonElement;

  constructor(private readonly options: ShellOptions) {
    this.back = button(t('back'), options.onBack, { icon: icons.back });
    this.sound = button(t('sound_off'), () => this.switchSound(), { icon: icons.sound });
    const close = button(t('close'), options.onClose, { icon: icons.close });
    const header = h('header', {}, this.back, this.title, this.sound, close);
    this.element = h(
      'main',
      { role: 'dialog', 'aria-label': options.settings.name },
      header,
      this.status,
      this.fault,
      this.body,
      this.heard,
    );
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') options.onClose();
    });
    this.name(options.settings.name, false);
  }

  name(title: string, canGoBack: boolean): void {
    this.title.textContent = title;
    this.back.hidden = !canGoBack;
  }

  /** Who is here, and where answers go when nobody is. */
  tell(isLost: boolean, isOnline: boolean, visitor: Visitor | null): void {
    this.status.className = isLost ? 'status lost' : isOnline ? 'status online' : 'status';
    const { offline_text: offline } = this.options.settings;
    const away = visitor?.email ? t('away_mail', { email: visitor.email }) : offline || t('away');
    this.status.textContent = isLost ? t('lost') : isOnline ? t('online') : away;
  }

  complain(words: string): void {
    this.fault.textContent = words;
  }

  /** For those who cannot see it come. */
  announce(words: string): void {
    this.heard.textContent = words;
  }

  private switchSound(): void {
    this.hasSound = !this.hasSound;
    const label = t(this.hasSound ? 'sound_off' : 'sound_on');
    this.sound.setAttribute('aria-label', label);
    this.sound.title = label;
    this.sound.replaceChildren(drawing(this.hasSound ? icons.sound : icons.silent));
  }
}
