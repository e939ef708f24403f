// The widget's own state: which chat is open, what is unread, whether somebody looks.
// Invariant: a message counts as seen only while the chat is open, at its end, and in front (F009, F011); whoever has
// closed it is told nothing but the number on the launcher, and after the minute by mail.
// Source: features F001, F009, F011; CHAT-2, CHAT-4, CHAT-5.
import type { LiveConnection } from '@shared/live/connection';
import type { Page, ToPage } from '../loader/messages';
import { Refused, type Api, type OwnChat, type OwnEvent, type Settings, type Visitor } from './api';
import { chatList } from './chat_list';
import { h } from './dom';
import { connect } from './live';
import { Shell } from './shell';
import { chime } from './sound';
import { Thread } from './thread';
import { ThreadView } from './thread_view';
import { problem, t } from './words';

export interface ChatOptions {
  api: Api;
  settings: Settings;
  say: (message: ToPage) => void;
  /** Shows how it looks; asks and sends nothing. */
  isPreview?: boolean;
}

const onlineEveryMs = 60_000;
const listDelayMs = 300;

export class Chat {
  readonly shell: Shell;
  private readonly api: Api;
  private visitor: Visitor | null = null;
  private isOnline: boolean;
  private chats: OwnChat[] = [];
  private view: ThreadView | null = null;
  private thread: Thread | null = null;
  private live: LiveConnection<OwnEvent & { seq?: number }> | null = null;
  private isLost = false;
  private isOpen = false;
  private isInFront = false;
  private page: Page | null = null;
  private listTimer = 0;

  constructor(private readonly options: ChatOptions) {
    this.api = options.api;
    this.isOnline = options.settings.online;
    this.shell = new Shell({
      settings: options.settings,
      onBack: () => this.showList(),
      onClose: () => options.say({ postroom: 'close' }),
    });
    this.api.onForgotten = () => this.forgotten();
    this.showThread(null);
    this.tell();
    if (!options.isPreview) setInterval(() => void this.askWhoIsHere(), onlineEveryMs);
  }

  /** Goes on where this browser was. */
  async resume(): Promise<void> {
    await this.known();
    const latest = this.chats[0];
    if (latest) await this.openChat(latest.id);
  }

  opened(page: Page): void {
    this.isOpen = true;
    this.page = page;
    this.view?.toEnd();
    this.view?.focus();
    void this.askWhoIsHere();
    void this.tellPage();
    this.look();
  }

  closed(): void {
    this.isOpen = false;
    this.live?.send(this.presence());
  }

  front(front: boolean): void {
    if (front !== this.isInFront) {
      this.isInFront = front;
      this.live?.send(this.presence());
    }
    this.look();
  }

  /** The visitor is known to the server: who are they, what did they write, and live from now on. */
  private async known(): Promise<void> {
    this.visitor = await this.api.me();
    this.isOnline = this.visitor.online;
    await this.refreshList();
    this.live ??= connect(
      this.api,
      (event) => void this.hear(event),
      (state) => {
        this.isLost = state === 'lost';
        this.tell();
        if (state === 'open') void this.thread?.flush();
      },
      () => this.presence(),
    );
    this.tell();
  }

  private async begin(answers: { name: string; email: string }): Promise<boolean> {
    if (this.options.isPreview) return false;
    try {
      await this.api.begin(answers.name, answers.email);
      await this.known();
      void this.tellPage();
      return true;
    } catch (error) {
      this.complain(error);
      return false;
    }
  }

  private forgotten(): void {
    this.live?.stop();
    this.live = null;
    this.visitor = null;
    this.chats = [];
    this.tellUnread();
    this.showThread(null);
    this.shell.complain(t('gone'));
  }

  private async hear(event: OwnEvent): Promise<void> {
    const thread = event.conversation_id === this.thread?.id ? this.thread : null;
    switch (event.kind) {
      case 'hello':
        await this.thread?.catchUp();
        return;
      case 'message_posted':
        if (event.message) await thread?.arrived(event.message);
        if (event.message?.author.kind !== 'customer') this.rang(event);
        break;
      case 'message_edited':
      case 'message_deleted':
        if (event.message) thread?.changed(event.message);
        break;
      case 'message_seen':
        if (event.person?.kind === 'user') thread?.seenByColleague(event.up_to_seq ?? 0);
        else if (thread) thread.seenSeq = Math.max(thread.seenSeq, event.up_to_seq ?? 0);
        break;
      case 'typing':
        if (thread && event.person?.kind === 'user') {
          this.view?.showTyping(event.person.name, event.on ?? false);
        }
        return;
      case 'ended':
        this.live?.stop();
        return;
      default:
        return;
    }
    this.refreshListSoon();
  }

  /** A colleague wrote. */
  private rang(event: OwnEvent): void {
    const name = event.message?.author.name ?? '';
    if (event.conversation_id === this.thread?.id) this.view?.showTyping(name, false);
    this.shell.announce(t('new_message', { name, text: event.message?.text ?? '' }));
    if (this.shell.hasSound && !(this.isOpen && this.isInFront)) chime();
    this.look();
  }

  private look(): void {
    const sees = this.isOpen && this.isInFront && this.view?.isAtEnd;
    if (sees && this.live) void this.thread?.look().catch(() => undefined);
  }

  private presence(): object {
    const id = this.isOpen ? (this.thread?.id ?? undefined) : undefined;
    return { kind: 'presence', conversation_id: id, focused: this.isInFront };
  }

  private showList(): void {
    this.thread = null;
    this.view = null;
    this.shell.name(t('chats'), false);
    const list = chatList(
      this.chats,
      (id) => void this.openChat(id),
      () => this.showThread(null),
    );
    this.shell.body.replaceChildren(list);
    list.querySelector('button')?.focus();
    this.live?.send(this.presence());
  }

  private async openChat(id: number): Promise<void> {
    this.showThread(id);
    try {
      await this.thread?.load();
    } catch (error) {
      this.complain(error);
    }
    this.view?.toEnd();
    this.look();
  }

  private showThread(id: number | null): void {
    const thread = new Thread(this.api, () => this.changed(thread), id);
    thread.seenSeq = this.chats.find((chat) => chat.id === id)?.seen_seq ?? 0;
    this.thread = thread;
    this.view = new ThreadView({
      api: this.api,
      settings: this.options.settings,
      thread,
      begin: (answers) => this.begin(answers),
      tellAddress: (email) => this.tellAddress(email),
      onTyping: () => {
        if (thread.id !== null) {
          this.live?.send({ kind: 'typing', conversation_id: thread.id, on: true });
        }
      },
      onProblem: (words) => this.shell.complain(words),
    });
    this.shell.complain('');
    this.shell.name(this.options.settings.name, this.chats.length > 0);
    this.shell.body.replaceChildren(this.view.element);
    this.changed(thread);
    if (this.isOpen) this.view.focus();
    this.live?.send(this.presence());
  }

  private changed(thread: Thread): void {
    if (thread !== this.thread || !this.view) return;
    const isNew = thread.id !== null && !this.chats.some(({ id }) => id === thread.id);
    this.view.show();
    this.view.showFoot(this.visitor, this.isOnline);
    if (isNew) this.refreshListSoon();
    this.look();
  }

  private async tellAddress(email: string): Promise<void> {
    try {
      await this.api.tellAddress(email);
      this.visitor = await this.api.me();
      this.shell.complain('');
    } catch (error) {
      this.complain(error);
    }
    this.tell();
  }

  private refreshListSoon(): void {
    clearTimeout(this.listTimer);
    this.listTimer = window.setTimeout(
      () => void this.refreshList().catch(() => undefined),
      listDelayMs,
    );
  }

  private async refreshList(): Promise<void> {
    const isFirst = this.chats.length === 0;
    this.chats = (await this.api.chats()).items;
    this.tellUnread();
    if (isFirst && this.thread?.id) this.live?.send(this.presence());
    if (!this.thread) this.showList();
    else this.shell.name(this.options.settings.name, this.chats.length > 0);
  }

  private tellUnread(): void {
    const count = this.chats.reduce((sum, chat) => sum + chat.unread_count, 0);
    const label = count ? t('unread', { count }) : '';
    this.options.say({ postroom: 'unread', count, label });
  }

  private async askWhoIsHere(): Promise<void> {
    if (!this.isOpen || this.options.isPreview) return;
    try {
      if (this.api.isKnown) this.visitor = await this.api.me();
      this.isOnline = (this.visitor ?? (await this.api.settings())).online;
    } catch {
      return;
    }
    this.tell();
  }

  private async tellPage(): Promise<void> {
    if (this.page && this.api.isKnown) {
      await this.api.tellPage(this.page).catch(() => undefined);
    }
  }

  private tell(): void {
    this.shell.tell(this.isLost, this.isOnline, this.visitor);
    this.view?.showFoot(this.visitor, this.isOnline);
  }

  private complain(error: unknown): void {
    this.shell.complain(problem(error instanceof Refused ? error.code : 'offline'));
  }
}

/** Instead of a chat when there is none here. */
export const nothing = (): HTMLElement => h('main', { class: 'gone' }, h('p', {}, t('gone')));
