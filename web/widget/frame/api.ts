// The widget's requests, as its visitor.
// Invariant: the token is the only thing kept in the browser; an answer "who are you?" forgets it.
// Source: api/openapi.yaml, tags chat and own; SEC-10.
import type { components } from '@shared/api/schema';
import type { Identity } from '../loader/messages';

type Schemas = components['schemas'];
export type Settings = Schemas['ChatSettings'];
export type Visitor = Schemas['ChatVisitor'];
export type OwnChat = Schemas['OwnChat'];
export type Message = Schemas['OwnMessage'];
export type OwnEvent = Schemas['OwnEvent'];
export type File_ = Schemas['Attachment'];

export interface NewMessage {
  text: string;
  client_id: string;
  attachment_ids: number[];
}

/** The server said no; `code` is its stable word for it. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
  ) {
    super(code);
  }
}

/** Where the token is kept: of somebody the site vouches for only as long as the tab is open. */
class TokenPlace {
  private kept: string | null = null;
  private readonly name: string;
  private readonly storage: Storage | null;

  constructor(key: string, identity: Identity | null) {
    const who = identity ? `:${identity.user_id || identity.email || ''}` : '';
    this.name = `postroom:${key}${who}`;
    this.storage = storageOf(identity ? 'sessionStorage' : 'localStorage');
    this.kept = this.storage?.getItem(this.name) ?? null;
  }

  get(): string | null {
    return this.kept;
  }

  set(token: string | null): void {
    this.kept = token;
    if (token) this.storage?.setItem(this.name, token);
    else this.storage?.removeItem(this.name);
  }
}

/** Browsers that keep nothing for foreign frames throw: then the chat lasts as long as the page. */
function storageOf(kind: 'localStorage' | 'sessionStorage'): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

export class Api {
  private token: TokenPlace;
  /** The visitor is known no more: their token ended, or the widget was switched off. */
  onForgotten: () => void = () => undefined;

  constructor(
    private readonly key: string,
    private readonly site: string,
    private identity: Identity | null,
    private readonly language: string,
  ) {
    this.token = new TokenPlace(key, identity);
  }

  get isKnown(): boolean {
    return this.token.get() !== null;
  }

  get isVouchedFor(): boolean {
    return this.identity !== null;
  }

  /** The site's proof does not hold: the visitor goes on as somebody whom it does not know. */
  forgetIdentity(): void {
    this.identity = null;
    this.token = new TokenPlace(this.key, null);
  }

  settings(): Promise<Settings> {
    const { key, site } = this;
    return this.ask('GET', `chat/widgets/${key}?site=${encodeURIComponent(site)}`);
  }

  /** Becomes a visitor, unless the browser is one already. */
  async begin(name: string, email: string): Promise<void> {
    if (this.isKnown) return;
    const { site, language } = this;
    const body = this.identity
      ? { site, language, identity: this.identity }
      : { site, language, name, email };
    const { token } = await this.ask<{ token: string }>(
      'POST',
      `chat/widgets/${this.key}/visitors`,
      body,
    );
    this.token.set(token);
  }

  me = (): Promise<Visitor> => this.ask('GET', 'chat/me');
  tellAddress = (email: string): Promise<void> => this.ask('POST', 'chat/address', { email });
  tellPage = (page: { url: string; title: string }): Promise<void> =>
    this.ask('POST', 'chat/page', page);
  chats = (): Promise<{ items: OwnChat[] }> => this.ask('GET', 'chat/conversations');
  start = (message: NewMessage): Promise<Message> =>
    this.ask('POST', 'chat/conversations', message);
  ticket = (): Promise<{ ticket: string }> => this.ask('POST', 'my/live_tickets');

  messages(chat: number, query: string): Promise<{ items: Message[]; next_cursor: string | null }> {
    return this.ask('GET', `my/conversations/${chat}/messages?limit=50${query}`);
  }

  post(chat: number, message: NewMessage): Promise<Message> {
    return this.ask('POST', `my/conversations/${chat}/messages`, message);
  }

  seen(chat: number, upToSeq: number): Promise<void> {
    return this.ask('POST', `my/conversations/${chat}/seen`, { up_to_seq: upToSeq });
  }

  async download(file: File_): Promise<Blob> {
    const response = await fetch(`/api/v1/my/attachments/${file.id}`, { headers: this.headers() });
    if (!response.ok) throw new Refused(response.status, 'not_found');
    return response.blob();
  }

  /** XMLHttpRequest, because fetch tells no progress of what is sent. */
  upload(file: File, onProgress: (part: number) => void): Promise<File_> {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('POST', `/api/v1/my/attachments?filename=${encodeURIComponent(file.name)}`);
      for (const [name, value] of Object.entries(this.headers())) {
        request.setRequestHeader(name, value);
      }
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
      request.onerror = () => reject(new Refused(0, 'offline'));
      request.onload = () => {
        const answer = JSON.parse(request.responseText || '{}') as File_ & { code?: string };
        if (request.status === 201) resolve(answer);
        else reject(new Refused(request.status, answer.code ?? 'unknown'));
      };
      request.send(file);
    });
  }

  private headers(): Record<string, string> {
    const token = this.token.get();
    return token ? { Authorization: `Bearer ${token}` } : {};
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const used = this.token.get();
    const response = await fetch(`/api/v1/${path}`, {
      method,
      credentials: 'omit',
      headers: { ...this.headers(), ...(body ? { 'Content-Type': 'application/json' } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    const text = await response.text();
    const answer: unknown = text ? JSON.parse(text) : undefined;
    if (response.ok) return answer as T;
    if (response.status === 401 && used && used === this.token.get()) {
      this.token.set(null);
      this.onForgotten();
    }
    throw new Refused(response.status, (answer as { code?: string })?.code ?? 'unknown');
  }
}
