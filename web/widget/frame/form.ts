// Questions to the visitor: before a chat, and where answers may be mailed.
// Source: issue 4 point 6 (pre-chat form, offline); WCAG 2.2, 3.3.1, 1.3.5.
import type { Settings } from './api';
import { h } from './dom';
import { problem, t } from './words';

let numbers = 0;

class Field {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly fault = h('span', { class: 'fault', role: 'alert' });

  constructor(
    kind: 'name' | 'email',
    private readonly required: boolean,
  ) {
    const id = `field-${(numbers += 1)}`;
    const type = kind === 'email' ? 'email' : 'text';
    this.fault.id = `${id}-fault`;
    this.input = h('input', {
      id,
      type,
      autocomplete: kind,
      maxlength: kind === 'email' ? 320 : 120,
      required,
      'aria-describedby': this.fault.id,
    });
    const label = required ? t(kind) : `${t(kind)} (${t('optional')})`;
    this.element = h(
      'p',
      { class: 'field' },
      h('label', { for: id }, label),
      this.input,
      this.fault,
    );
    this.input.addEventListener('input', () => this.say(''));
  }

  get value(): string {
    return this.input.value.trim();
  }

  /** Says what is wrong and moves there; true when nothing is. */
  check(): boolean {
    const isMail = this.input.type === 'email';
    const missing = this.required && !this.value;
    const fault = missing || (isMail && this.value !== '' && !this.input.validity.valid);
    if (fault) this.say(problem(isMail ? 'invalid_address' : 'name_missing'));
    if (fault) this.input.focus();
    return !fault;
  }

  private say(words: string): void {
    this.fault.textContent = words;
    this.input.toggleAttribute('aria-invalid', words !== '');
  }
}

/** Name and address, as the widget's settings ask for them. */
export class Questions {
  readonly element: HTMLElement;
  private readonly name: Field | null;
  private readonly email: Field | null;

  constructor(settings: Settings) {
    const { ask_name: askName, ask_email: askEmail } = settings;
    this.name = askName === 'none' ? null : new Field('name', askName === 'required');
    this.email = askEmail === 'none' ? null : new Field('email', askEmail === 'required');
    const fields = [this.name?.element, this.email?.element];
    this.element = h('div', { class: 'questions' }, ...fields);
  }

  get answers(): { name: string; email: string } {
    return { name: this.name?.value ?? '', email: this.email?.value ?? '' };
  }

  check(): boolean {
    return (this.name?.check() ?? true) && (this.email?.check() ?? true);
  }
}

/** The one question of somebody who chats without an address. */
export function addressForm(words: string, save: (email: string) => Promise<void>): HTMLElement {
  const field = new Field('email', true);
  const form = h(
    'form',
    { class: 'address', novalidate: true },
    h('p', {}, words),
    field.element,
    h('button', { type: 'submit', class: 'plain' }, t('leave')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (field.check()) void save(field.value);
  });
  return form;
}
