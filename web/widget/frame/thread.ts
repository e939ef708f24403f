// One chat as the widget holds it: what was written, and what is on its way.
// Invariant: a message stands once, whether its answer or its event comes first (by seq and client id); what could
// not be sent stays, and is sent again in the order in which it was written.
// Source: CHAT-1, CHAT-2; F009, F020.
import type { Api, File_, Message } from './api';
import { Refused } from './api';

export interface Pending {
  clientId: string;
  text: string;
  files: File_[];
  /** Why it was refused; null while it is on its way. */
  refused: string | null;
}

const retryMs = 3_000;

/** 128 random bits; crypto.randomUUID exists on secure pages only. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class Thread {
  readonly messages: Message[] = [];
  readonly pending: Pending[] = [];
  earlier: string | null = null;
  /** Up to where this visitor has seen it, and a colleague. */
  seenSeq = 0;
  private sending = false;
  private reporting = 0;

  constructor(
    private readonly api: Api,
    private readonly onChange: () => void,
    /** None before the first message. */
    public id: number | null,
  ) {}

  get lastSeq(): number {
    return this.messages.at(-1)?.seq ?? 0;
  }

  get unread(): number {
    return this.messages.filter(
      ({ seq, author }) => author.kind !== 'customer' && seq > this.seenSeq,
    ).length;
  }

  async load(before: string | null = null): Promise<void> {
    if (this.id === null) return;
    const page = await this.api.messages(this.id, before ? `&cursor=${before}` : '');
    this.earlier = page.next_cursor;
    this.add(page.items);
  }

  /** What was missed: everything after the last one that we have. */
  async catchUp(): Promise<void> {
    if (this.id === null) return;
    for (;;) {
      const before = this.lastSeq;
      const { items } = await this.api.messages(this.id, `&after_seq=${before}`);
      this.add(items);
      if (items.length === 0 || this.lastSeq === before) return;
    }
  }

  /** An event brought a message: if one is missing before it, all that is missing is fetched. */
  async arrived(message: Message): Promise<void> {
    if (message.seq > this.lastSeq + 1 && this.lastSeq > 0) await this.catchUp();
    this.add([message]);
  }

  /** The author had second thoughts about a message that we have. */
  changed(message: Message): void {
    const at = this.messages.findIndex(({ seq }) => seq === message.seq);
    if (at < 0) return;
    this.messages[at] = message;
    this.onChange();
  }

  seenByColleague(upToSeq: number): void {
    for (const message of this.messages) {
      if (message.seq <= upToSeq) message.seen = true;
    }
    this.onChange();
  }

  /** The visitor looks at the end of the chat. */
  async look(): Promise<void> {
    const upTo = this.lastSeq;
    if (this.id === null || upTo <= this.seenSeq || this.reporting >= upTo) return;
    this.reporting = upTo;
    try {
      await this.api.seen(this.id, upTo);
      this.seenSeq = Math.max(this.seenSeq, upTo);
    } finally {
      this.reporting = 0;
    }
    this.onChange();
  }

  write(text: string, files: File_[]): void {
    this.pending.push({ clientId: newClientId(), text, files, refused: null });
    this.onChange();
    void this.flush();
  }

  again(pending: Pending): void {
    pending.refused = null;
    this.onChange();
    void this.flush();
  }

  /** Sends what waits, one after the other; a lost connection is waited out. */
  async flush(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    for (;;) {
      const next = this.pending.find(({ refused }) => refused === null);
      if (!next) break;
      const outcome = await this.sendOne(next);
      if (outcome === 'later') {
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
    this.sending = false;
  }

  private async sendOne(next: Pending): Promise<'done' | 'later'> {
    const message = {
      text: next.text,
      client_id: next.clientId,
      attachment_ids: next.files.map(({ id }) => id),
    };
    try {
      const posted =
        this.id === null ? await this.api.start(message) : await this.api.post(this.id, message);
      this.id = posted.conversation_id;
      this.add([posted]);
    } catch (error) {
      const isRefusal = error instanceof Refused && error.status >= 400 && error.status < 500;
      if (!isRefusal) return 'later';
      next.refused = error.code;
      this.onChange();
    }
    return 'done';
  }

  private add(messages: Message[]): void {
    for (const message of messages) {
      const sent = this.pending.findIndex(({ clientId }) => clientId === message.client_id);
      if (sent >= 0) this.pending.splice(sent, 1);
      const at = this.messages.findIndex(({ seq }) => seq >= message.seq);
      if (at < 0) this.messages.push(message);
      else if (this.messages[at]?.seq === message.seq) this.messages[at] = message;
      else this.messages.splice(at, 0, message);
    }
    this.onChange();
  }
}
