import { describe, expect, it, vi } from 'vitest';
import { type Frame, LiveConnection, type LiveState, type Socket } from '../shared/live/connection';

interface Event extends Frame {
  text?: string;
}

class FakeSocket implements Socket {
  readyState = 1;
  sent: unknown[] = [];
  closed = false;
  private readonly listeners = new Map<string, ((event: never) => void)[]>();

  addEventListener(kind: string, listener: (event: never) => void): void {
    this.listeners.set(kind, [...(this.listeners.get(kind) ?? []), listener]);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.closed = true;
  }
  emit(kind: string, event: object = {}): void {
    for (const listener of this.listeners.get(kind) ?? []) listener(event as never);
  }
  says(frame: Event): void {
    this.emit('message', { data: JSON.stringify(frame) });
  }
}

function connect() {
  const sockets: FakeSocket[] = [];
  const sinces: (number | null)[] = [];
  const frames: Event[] = [];
  const states: LiveState[] = [];
  const waits: { run: () => void; delayMs: number }[] = [];
  const onRefused = vi.fn();
  const connection = new LiveConnection<Event>({
    open: (since) => {
      sinces.push(since);
      sockets.push(new FakeSocket());
      return sockets.at(-1)!;
    },
    greeting: () => ({ kind: 'hello', csrf_token: 't' }),
    onFrame: (frame) => void frames.push(frame),
    onState: (state) => void states.push(state),
    onRefused,
    schedule: (run, delayMs) => waits.push({ run, delayMs }),
    cancel: () => undefined,
    random: () => 1,
  });
  connection.start();
  return { connection, sockets, sinces, frames, states, waits, onRefused };
}

const texts = (frames: Event[]) => frames.flatMap(({ text }) => text ?? []);

describe('LiveConnection (CHAT-2)', () => {
  it('greets with the token and is open after the hello of the server', () => {
    const { sockets, states } = connect();
    sockets[0]!.emit('open');
    expect(sockets[0]!.sent).toEqual([{ kind: 'hello', csrf_token: 't' }]);
    expect(states).toEqual(['connecting']);
    sockets[0]!.says({ kind: 'hello', seq: 7 });
    expect(states).toEqual(['connecting', 'open']);
  });

  it('resumes after a loss from the last number that it holds, not from where the server stands', () => {
    const { sockets, sinces, waits, frames } = connect();
    sockets[0]!.says({ kind: 'hello', seq: 7 });
    sockets[0]!.says({ kind: 'message_posted', seq: 8, text: 'a' });
    sockets[0]!.emit('close', { code: 1006 });
    waits[0]!.run();
    expect(sinces).toEqual([null, 8]);
    sockets[1]!.says({ kind: 'hello', seq: 20 });
    sockets[1]!.says({ kind: 'message_posted', seq: 9, text: 'b' });
    expect(texts(frames)).toEqual(['a', 'b']);
  });

  it('hands on every event once and in order, whatever is repeated', () => {
    const { sockets, frames } = connect();
    sockets[0]!.says({ kind: 'hello', seq: 1 });
    for (const seq of [1, 2, 3, 2, 3, 4]) sockets[0]!.says({ kind: 'x', seq, text: String(seq) });
    expect(texts(frames)).toEqual(['2', '3', '4']);
  });

  it('hands on soft state, which has no number', () => {
    const { sockets, frames } = connect();
    sockets[0]!.says({ kind: 'typing', text: 'soft' });
    expect(texts(frames)).toEqual(['soft']);
  });

  it.each(['not json', '[]', '7', 'null'])('ignores the frame %s', (data) => {
    const { sockets, frames } = connect();
    sockets[0]!.emit('message', { data });
    expect(frames).toEqual([]);
  });

  it('ignores a socket that was replaced', () => {
    const { sockets, waits, frames } = connect();
    sockets[0]!.emit('close', { code: 1006 });
    waits[0]!.run();
    sockets[0]!.says({ kind: 'x', seq: 5, text: 'late' });
    expect(frames).toEqual([]);
  });

  it('waits longer after each failure, up to a limit, and begins anew after a success', () => {
    const { sockets, waits } = connect();
    for (let failure = 0; failure < 8; failure += 1) {
      sockets.at(-1)!.emit('close', { code: 1006 });
      waits.at(-1)!.run();
    }
    expect(waits.map(({ delayMs }) => delayMs)).toEqual([
      500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000,
    ]);
    sockets.at(-1)!.says({ kind: 'hello', seq: 1 });
    sockets.at(-1)!.emit('close', { code: 1006 });
    expect(waits.at(-1)!.delayMs).toBe(500);
  });

  it('says when it was refused, and stays away once stopped', () => {
    const { connection, sockets, waits, onRefused } = connect();
    sockets[0]!.emit('close', { code: 4401 });
    expect(onRefused).toHaveBeenCalledWith(4401);
    waits[0]!.run();
    connection.stop();
    expect(sockets[1]!.closed).toBe(true);
    sockets[1]!.emit('close', { code: 1000 });
    connection.retryNow();
    expect(sockets).toHaveLength(2);
  });

  it('drops what it cannot send now: typing would be stale later', () => {
    const { connection, sockets } = connect();
    sockets[0]!.readyState = 0;
    connection.send({ kind: 'typing' });
    expect(sockets[0]!.sent).toEqual([]);
  });
});
