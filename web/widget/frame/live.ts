// The visitor's live connection: the shared one, opened with a ticket each time.
// Invariant: the token itself never stands in an address.
// Source: CHAT-2; docs/adr/0009-customers-are-callers-of-their-own.md.
import { LiveConnection, type Frame, type LiveState, type Socket } from '@shared/live/connection';
import type { Api, OwnEvent } from './api';

type Kind = 'open' | 'message' | 'close';
type Listener = (event: { data: unknown; code: number }) => void;

/** A socket that asks for its ticket first; without one it closes, and the connection tries again later. */
class TicketSocket implements Socket {
  private socket: WebSocket | null = null;
  private closed = false;
  private readonly listeners: [Kind, Listener][] = [];

  constructor(api: Api, since: number | null) {
    void this.open(api, since).catch(() => this.tellClosed());
  }

  get readyState(): number {
    return this.socket?.readyState ?? 0;
  }

  addEventListener(kind: Kind, listener: Listener | (() => void)): void {
    this.listeners.push([kind, listener]);
  }

  send(text: string): void {
    this.socket?.send(text);
  }

  close(): void {
    this.closed = true;
    this.socket?.close();
  }

  private async open(api: Api, since: number | null): Promise<void> {
    const { ticket } = await api.ticket();
    if (this.closed) return;
    const query = `ticket=${encodeURIComponent(ticket)}${since === null ? '' : `&since=${since}`}`;
    const address = `${location.origin.replace(/^http/, 'ws')}/api/v1/my/live?${query}`;
    const socket = new WebSocket(address);
    this.socket = socket;
    for (const [kind, listener] of this.listeners) {
      socket.addEventListener(kind, listener as unknown as EventListener);
    }
  }

  private tellClosed(): void {
    if (this.closed) return;
    for (const [kind, listener] of this.listeners) {
      if (kind === 'close') listener({ data: null, code: 1006 });
    }
  }
}

const pingEveryMs = 25_000;

/** Starts it; what comes back stops it. */
export function connect(
  api: Api,
  onEvent: (event: OwnEvent) => void,
  onState: (state: LiveState) => void,
  presence: () => object,
): LiveConnection<OwnEvent & Frame> {
  const live: LiveConnection<OwnEvent & Frame> = new LiveConnection<OwnEvent & Frame>({
    open: (since) => new TicketSocket(api, since),
    greeting: () => ({ kind: 'ping' }),
    onFrame: (frame) => {
      if (frame.kind === 'hello') live.send(presence());
      onEvent(frame);
    },
    onState,
  });
  live.start();
  setInterval(() => live.send(presence()), pingEveryMs);
  window.addEventListener('online', () => live.retryNow());
  return live;
}
