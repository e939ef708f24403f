// Where the visitor writes: text, files by button, drag and paste, with their progress.
// Invariant: what is written stays until it is sent. Source: issue 4 point 6; ui.md, "Honest".
import type { Api, File_ } from './api';
import { Refused } from './api';
import { button, drawing, h, icons } from './dom';
import { problem, t } from './words';

interface Upload {
  name: string;
  element: HTMLElement;
  done: File_ | null;
}

export interface ComposerOptions {
  api: Api;
  /** The visitor must be known before a file can be kept; false when a question is still open. */
  ready: () => Promise<boolean>;
  onSend: (text: string, files: File_[]) => void;
  onTyping: () => void;
  onProblem: (words: string) => void;
}

const typingEveryMs = 3_000;

export class Composer {
  readonly element: HTMLFormElement;
  private readonly text = h('textarea', {
    rows: 1,
    maxlength: 20000,
    'aria-label': t('message'),
    placeholder: t('placeholder'),
  });
  private readonly list = h('ul', { class: 'uploads' });
  private readonly input = h('input', { type: 'file', multiple: true, hidden: true });
  private uploads: Upload[] = [];
  private typedAt = 0;

  constructor(private readonly options: ComposerOptions) {
    const send = h('button', { type: 'submit', class: 'send', 'aria-label': t('send') });
    send.append(drawing(icons.send));
    send.title = t('send');
    this.element = h(
      'form',
      { class: 'composer' },
      this.list,
      h(
        'div',
        { class: 'line' },
        button(t('attach'), () => this.input.click(), { icon: icons.clip }),
        this.input,
        this.text,
        send,
      ),
    );
    this.listen();
  }

  focus(): void {
    this.text.focus();
  }

  /** Files that were dropped anywhere on the chat. */
  take(files: Iterable<File>): void {
    for (const file of files) void this.upload(file);
  }

  private listen(): void {
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.submit();
    });
    this.text.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      void this.submit();
    });
    this.text.addEventListener('input', () => {
      this.grow();
      if (Date.now() - this.typedAt < typingEveryMs) return;
      this.typedAt = Date.now();
      this.options.onTyping();
    });
    this.text.addEventListener('paste', (event) => {
      const files = event.clipboardData?.files;
      if (!files?.length) return;
      event.preventDefault();
      this.take(files);
    });
    this.input.addEventListener('change', () => {
      this.take(this.input.files ?? []);
      this.input.value = '';
    });
  }

  private grow(): void {
    this.text.rows = Math.min(6, this.text.value.split('\n').length);
  }

  private async submit(): Promise<void> {
    const text = this.text.value.trim();
    const files = this.uploads.map(({ done }) => done);
    const finished = files.filter((file): file is File_ => file !== null);
    if ((!text && !files.length) || finished.length < files.length) return;
    if (!(await this.options.ready())) return;
    this.text.value = '';
    this.typedAt = 0;
    this.grow();
    for (const { element } of this.uploads) element.remove();
    this.uploads = [];
    this.options.onSend(text, finished);
    this.focus();
  }

  private async upload(file: File): Promise<void> {
    if (!(await this.options.ready())) return;
    const words = h('span', {}, file.name);
    const bar = h('progress', { max: 1, value: 0, 'aria-label': file.name });
    const upload: Upload = { name: file.name, element: h('li', {}, words, bar), done: null };
    const remove = (): void => {
      upload.element.remove();
      this.uploads = this.uploads.filter((other) => other !== upload);
    };
    this.uploads.push(upload);
    this.list.append(upload.element);
    try {
      upload.done = await this.options.api.upload(file, (part) => {
        bar.value = part;
        const percent = Math.round(part * 100);
        words.textContent = t('uploading', { file: file.name, percent });
      });
      words.textContent = file.name;
      bar.replaceWith(button(t('remove', { file: file.name }), remove, { icon: icons.close }));
    } catch (error) {
      remove();
      this.options.onProblem(problem(error instanceof Refused ? error.code : 'offline'));
    }
  }
}
