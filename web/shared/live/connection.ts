// The live connection: events in order, resumed after a loss from the last sequence number we hold.
// Invariant: every event is handed on exactly once and in order; one that was seen before is dropped.
// Source: CHAT-1, CHAT-2; architecture.md, "Live"; peers.md, pain 15.

export type LiveState = 'connecting' | 'open' | 'lost';

/** What every frame from the server carries; `seq` is absent on soft state (typing, presence). */
export interface Frame {
  kind: string;
  seq?: number;
}

/** The part of a WebSocket that is used here, so that tests can stand in for it. */
export interface Socket {
  addEventListener(kind: 'open', listener: () => void): void;
  addEventListener(kind: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(kind: 'close', listener: (event: { code: number }) => void): void;
  readonly readyState: number;
  send(text: string): void;
  close(): void;
}

export interface LiveOptions<F extends Frame> {
  open: (since: number | null) => Socket;
  /** The first words to the server; its answer is `hello`. */
  greeting: () => object;
  onFrame: (frame: F) => void;
  onState: (state: LiveState) => void;
  /** The server closed for good: signed out (4401) or refused (4403). */
  onRefused?: (code: number) => void;
  schedule?: (run: () => void, delayMs: number) => number;
  cancel?: (timer: number) => void;
  random?: () => number;
}

const delayFirstMs = 500;
const delayMaxMs = 15_000;

export class LiveConnection<F extends Frame> {
  private socket: Socket | null = null;
  private lastSeq: number | null = null;
  private failures = 0;
  private retryTimer: number | null = null;
  private stopped = false;
  private readonly schedule: (run: () => void, delayMs: number) => number;
  private readonly cancel: (timer: number) => void;

  constructor(private readonly options: LiveOptions<F>) {
    this.schedule = options.schedule ?? ((run, delayMs) => window.setTimeout(run, delayMs));
    this.cancel = options.cancel ?? ((timer) => window.clearTimeout(timer));
  }

  get since(): number | null {
    return this.lastSeq;
  }

  start(): void {
    this.stopped = false;
    this.options.onState(this.failures ? 'lost' : 'connecting');
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.forgetRetry();
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }

  /** Tries at once instead of waiting for the next attempt: the network came back, the tab woke up. */
  retryNow(): void {
    if (this.stopped || this.socket) return;
    this.forgetRetry();
    this.connect();
  }

  /** Sends soft state; silently dropped while there is no connection, because it would be stale later. */
  send(frame: object): void {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(frame));
  }

  private connect(): void {
    const socket = this.options.open(this.lastSeq);
    this.socket = socket;
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify(this.options.greeting()));
    });
    socket.addEventListener('message', (event) => {
      if (this.socket === socket) this.receive(event.data);
    });
    socket.addEventListener('close', ({ code }) => {
      if (this.socket !== socket) return;
      this.socket = null;
      if (code === 4401 || code === 4403) this.options.onRefused?.(code);
      if (!this.stopped) this.retryLater();
    });
  }

  private receive(data: unknown): void {
    const frame = parseFrame<F>(data);
    if (!frame) return;
    if (frame.kind === 'hello') this.greeted(frame);
    else if (frame.seq === undefined) this.options.onFrame(frame);
    else if (this.lastSeq === null || frame.seq > this.lastSeq) {
      this.lastSeq = frame.seq;
      this.options.onFrame(frame);
    }
  }

  /** The `seq` of a hello is where the server stands: ours only if we have no past to be told about. */
  private greeted(hello: F): void {
    this.failures = 0;
    this.lastSeq ??= hello.seq ?? 0;
    this.options.onState('open');
    this.options.onFrame(hello);
  }

  private retryLater(): void {
    this.options.onState('lost');
    const ceiling = Math.min(delayMaxMs, delayFirstMs * 2 ** this.failures);
    this.failures += 1;
    const random = this.options.random ?? Math.random;
    this.retryTimer = this.schedule(() => this.connect(), ceiling / 2 + (random() * ceiling) / 2);
  }

  private forgetRetry(): void {
    if (this.retryTimer !== null) this.cancel(this.retryTimer);
    this.retryTimer = null;
  }
}

function parseFrame<F extends Frame>(data: unknown): F | null {
  if (typeof data !== 'string') return null;
  try {
    const value: unknown = JSON.parse(data);
    const known = typeof value === 'object' && value !== null && 'kind' in value;
    return known ? (value as F) : null;
  } catch {
    return null;
  }
}
