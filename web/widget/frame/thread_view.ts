// One chat on the screen: the greeting, the messages, who types, the questions, the composer.
// Invariant: stays at the end while the visitor is there, and where they are when they read further up.
// Source: ui.md, "Messenger", "Accessible".
import type { Api, Settings, Visitor } from './api';
import { Composer } from './composer';
import { button, h, Rows } from './dom';
import { addressForm, Questions } from './form';
import { messageRow, pendingRow } from './message_row';
import type { Thread } from './thread';
import { t } from './words';

export interface ThreadViewOptions {
  api: Api;
  settings: Settings;
  thread: Thread;
  /** Makes the visitor known with the answers; false when that failed. */
  begin: (answers: { name: string; email: string }) => Promise<boolean>;
  tellAddress: (email: string) => Promise<void>;
  onTyping: () => void;
  onProblem: (words: string) => void;
}

const nearEndPx = 60;
const typingShownMs = 6_000;

export class ThreadView {
  readonly element: HTMLElement;
  readonly composer: Composer;
  private readonly scroll: HTMLElement;
  private readonly rows = new Rows(h('ol', { class: 'messages', 'aria-label': t('messages') }));
  private readonly earlier: HTMLButtonElement;
  private readonly typing = h('p', { class: 'typing', 'aria-live': 'polite' });
  private readonly foot = h('div', { class: 'foot' });
  private readonly questions: Questions | null;
  private typingTimer = 0;

  constructor(private readonly options: ThreadViewOptions) {
    const { api, settings, thread } = options;
    const load = (): void => void thread.load(thread.earlier);
    this.earlier = button('', load, { kind: 'link', text: t('earlier') });
    this.questions = api.isKnown || api.isVouchedFor ? null : new Questions(settings);
    this.composer = new Composer({
      api,
      ready: () => this.ready(),
      onSend: (text, files) => thread.write(text, files),
      onTyping: options.onTyping,
      onProblem: options.onProblem,
    });
    const greeting = h('p', { class: 'greeting' }, settings.greeting || t('hello'));
    this.scroll = h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': t('messages') },
      greeting,
      this.earlier,
      this.rows.element,
      this.typing,
    );
    const drop = h('p', { class: 'drop', 'aria-hidden': 'true' }, t('drop'));
    this.element = h(
      'div',
      { class: 'thread' },
      this.scroll,
      this.foot,
      this.composer.element,
      drop,
    );
    if (this.questions) this.foot.append(this.questions.element);
    this.takeDrops();
  }

  get isAtEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.scroll;
    return scrollHeight - scrollTop - clientHeight < nearEndPx;
  }

  focus(): void {
    const first = this.foot.querySelector('input');
    if (first && !this.options.api.isKnown) first.focus();
    else this.composer.focus();
  }

  show(): void {
    const { api, thread } = this.options;
    const stay = this.isAtEnd;
    const lastOwn = thread.messages.filter(({ author }) => author.kind === 'customer').at(-1);
    this.rows.show([
      ...thread.messages.map((message) => messageRow(api, message, message === lastOwn)),
      ...thread.pending.map((pending) => pendingRow(api, thread, pending)),
    ]);
    this.earlier.hidden = thread.earlier === null;
    if (stay) this.toEnd();
  }

  toEnd(): void {
    this.scroll.scrollTop = this.scroll.scrollHeight;
  }

  showTyping(name: string, on: boolean): void {
    clearTimeout(this.typingTimer);
    this.typing.textContent = on ? t('typing', { name }) : '';
    if (on) this.typingTimer = window.setTimeout(() => this.showTyping(name, false), typingShownMs);
    if (this.isAtEnd) this.toEnd();
  }

  /** Below the messages: what is still asked of this visitor. */
  showFoot(visitor: Visitor | null, isOnline: boolean): void {
    if (!visitor) return;
    const { thread, tellAddress } = this.options;
    const asks = !visitor.identified && !visitor.email && thread.lastSeq > 0;
    if (!asks) {
      const words = visitor.email && thread.lastSeq > 0 ? t('left', { email: visitor.email }) : '';
      this.foot.replaceChildren(...(words && isOnline ? [h('p', { class: 'hint' }, words)] : []));
    } else if (!this.foot.querySelector('form')) {
      const words = t(isOnline ? 'leave_address' : 'away_ask');
      this.foot.replaceChildren(addressForm(words, tellAddress));
    }
  }

  private async ready(): Promise<boolean> {
    const { api, begin } = this.options;
    if (api.isKnown) return true;
    if (this.questions && !this.questions.check()) return false;
    return begin(this.questions?.answers ?? { name: '', email: '' });
  }

  private takeDrops(): void {
    const over = (on: boolean) => (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      this.element.classList.toggle('dropping', on);
    };
    this.element.addEventListener('dragover', over(true));
    this.element.addEventListener('dragleave', over(false));
    this.element.addEventListener('drop', (event) => {
      over(false)(event);
      this.composer.take(event.dataTransfer?.files ?? []);
    });
  }
}
