// Who is here and who is typing: short-lived, never stored.
// Invariant: typing ends by itself after six seconds; presence is forgotten when the connection begins anew.
// Source: CHAT-5; api/openapi.yaml, typing ("for 6 seconds").
import type { LiveEvent, Person } from '@shared/api/types';

const typingTtlMs = 6_000;

interface Entry {
  person: Person;
  conversationId: number | null;
  until: number;
}

/** A small store for useSyncExternalStore: `getVersion` changes whenever an answer may have changed. */
export class SoftState {
  private readonly typing = new Map<string, Entry>();
  private readonly presence = new Map<string, Entry>();
  private readonly listeners = new Set<() => void>();
  private version = 0;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getVersion = (): number => this.version;

  /** Takes the event when it is soft state; false when it is something else. */
  apply(event: LiveEvent, now = Date.now()): boolean {
    if (event.kind !== 'typing' && event.kind !== 'presence') return false;
    if (!event.person) return true;
    const who = `${event.person.kind}:${event.person.id}`;
    const entry = { person: event.person, conversationId: event.conversation_id ?? null, until: 0 };
    if (event.kind === 'presence') {
      if (event.present !== false) this.presence.set(who, entry);
      else if (this.isThere(who, entry.conversationId)) this.presence.delete(who);
    } else {
      this.applyTyping(`${who}@${entry.conversationId}`, entry, event.on !== false, now);
    }
    this.changed();
    return true;
  }

  /** The connection began anew: the server will say again who is here. */
  forget(): void {
    this.typing.clear();
    this.presence.clear();
    this.changed();
  }

  typingIn(conversationIds: number[], now = Date.now()): Person[] {
    const alive = [...this.typing.values()].filter((entry) => entry.until > now);
    return peopleIn(alive, conversationIds);
  }

  lookingAt(conversationIds: number[]): Person[] {
    return peopleIn([...this.presence.values()], conversationIds);
  }

  /** Leaving one conversation says nothing about another, where somebody may have gone already. */
  private isThere(who: string, conversationId: number | null): boolean {
    return conversationId === null || this.presence.get(who)?.conversationId === conversationId;
  }

  private applyTyping(key: string, entry: Entry, on: boolean, now: number): void {
    if (!on) {
      this.typing.delete(key);
      return;
    }
    this.typing.set(key, { ...entry, until: now + typingTtlMs });
    window.setTimeout(() => this.changed(), typingTtlMs + 50);
  }

  private changed(): void {
    this.version += 1;
    for (const listener of this.listeners) listener();
  }
}

function peopleIn(entries: Entry[], conversationIds: number[]): Person[] {
  const here = entries.filter((entry) => conversationIds.includes(entry.conversationId ?? -1));
  return [...new Map(here.map(({ person }) => [`${person.kind}:${person.id}`, person])).values()];
}
