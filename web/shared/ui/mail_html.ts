// Makes the HTML of a mail harmless before it is shown: the second of two independent sanitisers.
// Invariant: no script, form, frame, style sheet or remote resource survives; links open elsewhere without a referrer.
// Source: SEC-1, SEC-2, SEC-3.
import DOMPurify, { type Config } from 'dompurify';

const config: Config = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    'script',
    'style',
    'form',
    'input',
    'button',
    'select',
    'textarea',
    'object',
    'embed',
    'svg',
    'math',
    'base',
    'meta',
    'link',
    'iframe',
    'frame',
    'frameset',
    'audio',
    'video',
    'source',
    'picture',
  ],
  FORBID_ATTR: [
    'srcset',
    'action',
    'formaction',
    'background',
    'ping',
    'contenteditable',
    'autofocus',
  ],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:|cid:|\/api\/v1\/)/i,
  // The pattern above is asked about every attribute that is not named here: a width is no address.
  ADD_URI_SAFE_ATTR: [
    ...['abbr', 'align', 'bgcolor', 'border', 'cellpadding', 'cellspacing', 'clear', 'color'],
    ...['colspan', 'datetime', 'dir', 'face', 'headers', 'height', 'hspace', 'lang', 'noshade'],
    ...['nowrap', 'reversed', 'rowspan', 'rules', 'scope', 'size', 'span', 'start', 'type'],
    ...['valign', 'vspace', 'width'],
  ],
  ALLOW_DATA_ATTR: false,
  ADD_ATTR: ['data-remote-src'],
  SANITIZE_NAMED_PROPS: true,
};

const cssWithAddress = /url\s*\(|@import|expression\s*\(|position\s*:\s*(fixed|sticky)/i;

export interface SafeHtml {
  html: string;
  /** How many remote images were held back until the reader asks for them. */
  remoteImages: number;
}

export interface MailHtmlOptions {
  /** Where our server offers a remote image, once the reader has asked for them. */
  remoteImageUrl?: (source: string) => string;
  /** Where the part that a `cid:` address names can be fetched, if it is known. */
  inlineImageUrl?: (contentId: string) => string | undefined;
}

/** Sanitises `html` for a sandboxed frame and counts the remote images that were held back. */
export function sanitiseMailHtml(html: string, options: MailHtmlOptions): SafeHtml {
  const body = DOMPurify.sanitize(html, { ...config, RETURN_DOM: true }) as HTMLElement;
  let remoteImages = 0;
  for (const element of body.querySelectorAll<HTMLElement>('[style]')) {
    if (cssWithAddress.test(element.getAttribute('style') ?? '')) element.removeAttribute('style');
  }
  for (const link of body.querySelectorAll('a')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  for (const image of body.querySelectorAll('img')) {
    remoteImages += settleImage(image, options) ? 0 : 1;
  }
  return { html: body.innerHTML, remoteImages };
}

/** The id that a `cid:` address names; a percent sign that escapes nothing stays. (RFC 2392) */
function contentIdOf(source: string): string {
  try {
    return decodeURIComponent(source.slice(4));
  } catch {
    return source.slice(4);
  }
}

/** Points an image at a place that may be shown; false when it was held back because it is remote. */
function settleImage(image: HTMLImageElement, options: MailHtmlOptions): boolean {
  // The server has moved the address of a remote image, so that it can never load by accident.
  const source = image.getAttribute('src') ?? image.getAttribute('data-remote-src') ?? '';
  image.removeAttribute('data-remote-src');
  if (source.startsWith('cid:')) {
    const known = options.inlineImageUrl?.(contentIdOf(source));
    if (known) image.setAttribute('src', known);
    else image.remove();
    return true;
  }
  if (!/^https?:/i.test(source)) return true;
  if (options.remoteImageUrl) {
    image.setAttribute('src', options.remoteImageUrl(source));
    return true;
  }
  image.removeAttribute('src');
  image.setAttribute('alt', image.getAttribute('alt') || '');
  return false;
}

/** The whole document of the frame, with a policy of its own that forbids all but styles and our own images. */
export function frameDocument(safe: SafeHtml, origin: string): string {
  const policy = `default-src 'none'; img-src ${origin} data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html><html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer">
<style>
:root{color-scheme:light}
html,body{margin:0;background:#fff;color:#1e222b}
body{padding:10px 12px;font:14.5px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:break-word;overflow-y:hidden}
p{margin:0 0 .75em}img{max-width:100%;height:auto}table{border-collapse:collapse}td,th{padding:1px 4px}
pre{white-space:pre-wrap}a{color:#2f4fba}
blockquote{margin:.5em 0;padding-left:.9em;border-left:3px solid #d9dde4;color:#596171}
</style></head><body>${safe.html}</body></html>`;
}

const simpleTags = [
  'p',
  'br',
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'ul',
  'ol',
  'li',
  'a',
  'code',
  'pre',
  'blockquote',
  'div',
  'span',
];

/**
 * HTML of the plainest kind, safe to stand in this document, or null when it holds anything more (tables, images,
 * styles): that goes into the frame. Decided by comparing with what the strict list lets through.
 */
export function simpleHtml(html: string): string | null {
  const strict = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: simpleTags,
    ALLOWED_ATTR: ['href'],
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|tel:)/i,
    RETURN_DOM: true,
  }) as HTMLElement;
  if (DOMPurify.removed.some(isMoreThanSimple)) return null;
  for (const link of strict.querySelectorAll('a')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  return strict.innerHTML;
}

const harmlessAttributes = ['class', 'dir', 'lang', 'target', 'rel', 'id', 'title'];

function isMoreThanSimple(removed: (typeof DOMPurify.removed)[number]): boolean {
  if ('attribute' in removed) {
    return !harmlessAttributes.includes(removed.attribute?.name ?? '');
  }
  // Comments, and the elements that the sanitiser itself puts around, mean nothing.
  return !['#comment', 'BODY', 'REMOVE'].includes(removed.element.nodeName);
}
