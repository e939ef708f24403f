// Making elements, in a few words; and a list whose rows are made anew only when they differ.
// Invariant: text is only ever set as text; nothing here parses HTML.
type Attributes = Record<string, string | number | boolean | null | undefined>;
type Child = Node | string | null | undefined | false;

/** An element with attributes; `true` sets an empty attribute, null, undefined and false leave it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** A button with a name for those who hear it, a drawing or a text for those who see it. */
export function button(
  label: string,
  onClick: () => void,
  { icon, kind = 'icon', text }: { icon?: string; kind?: string; text?: string } = {},
): HTMLButtonElement {
  const element = h('button', { type: 'button', class: kind, 'aria-label': text ? null : label });
  if (!text) element.title = label;
  if (icon) element.append(drawing(icon));
  if (text) element.append(text);
  element.addEventListener('click', onClick);
  return element;
}

export function drawing(path: string): SVGSVGElement {
  const name = 'http://www.w3.org/2000/svg';
  const element = document.createElementNS(name, 'svg');
  element.setAttribute('viewBox', '0 0 24 24');
  element.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(name, 'path');
  line.setAttribute('d', path);
  element.append(line);
  return element;
}

export const icons = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6 6 18',
  clip: 'M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7L9.5 17a1.7 1.7 0 0 1-2.4-2.4L14 7.7',
  send: 'M4 12 20 4l-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4',
  sound: 'M4 9v6h4l5 4V5L8 9H4Zm12-1a5 5 0 0 1 0 8',
  silent: 'M4 9v6h4l5 4V5L8 9H4Zm13 1 4 4m0-4-4 4',
};

export interface Row {
  key: string;
  /** Changes whenever the row is to look different. */
  state: string;
  make: () => HTMLElement;
}

/** Keeps rows that are the same, so that a screen reader hears only what is new. */
export class Rows {
  private readonly known = new Map<string, { state: string; element: HTMLElement }>();

  constructor(readonly element: HTMLElement) {}

  show(rows: Row[]): void {
    const wanted = new Set(rows.map(({ key }) => key));
    for (const [key, { element }] of this.known) {
      if (wanted.has(key)) continue;
      element.remove();
      this.known.delete(key);
    }
    let before: Element | null = this.element.firstElementChild;
    for (const row of rows) {
      const known = this.known.get(row.key);
      let element = known?.element;
      if (!known || known.state !== row.state) {
        element = row.make();
        if (known?.element === before) before = element;
        known?.element.replaceWith(element);
        this.known.set(row.key, { state: row.state, element });
      }
      if (!element) continue;
      if (element === before) before = before.nextElementSibling;
      else this.element.insertBefore(element, before);
    }
  }
}

const address = /https?:\/\/[^\s<>"'()]+[^\s<>"'().,;:!?]/g;

/** The text with its addresses as links. */
export function withLinks(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const found of text.matchAll(address)) {
    parts.push(text.slice(end, found.index));
    const link = { href: found[0], target: '_blank', rel: 'noopener noreferrer nofollow' };
    parts.push(h('a', link, found[0]));
    end = found.index + found[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
