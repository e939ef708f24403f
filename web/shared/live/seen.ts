// When this browser may say "seen": a person is really looking at the message.
// Invariant: nothing is marked seen unless the page has focus, is visible, and the message is in view;
// a silent or hidden tab never swallows a notification.
// Source: F008, F009, CHAT-3; peers.md (Zulip's idle desktop, Rocket.Chat 17492).

export interface Gaze {
  hasFocus: () => boolean;
  isVisible: () => boolean;
}

export const browserGaze: Gaze = {
  hasFocus: () => document.hasFocus(),
  isVisible: () => document.visibilityState === 'visible',
};

export interface SeenOptions {
  gaze: Gaze;
  report: (upToSeq: number) => Promise<void>;
  /** How long a message must have been in view; well under the second that F009 leaves us. */
  settleMs?: number;
  /** How long to wait before a report that failed is made again. */
  retryMs?: number;
}

/** Follows which messages of one conversation are in view and reports the highest one, once. */
export class SeenTracker {
  private highestInView = 0;
  private timer: number | null = null;
  private busy = false;

  constructor(
    private readonly options: SeenOptions,
    private reported: number,
  ) {}

  /** A message came into view (an IntersectionObserver said so). */
  inView(seq: number): void {
    this.highestInView = Math.max(this.highestInView, seq);
    this.consider();
  }

  /** The server says up to where this person has seen, perhaps on another device. */
  alreadySeen(seq: number): void {
    this.reported = Math.max(this.reported, seq);
  }

  /** Focus or visibility changed: what is in view may now count. */
  consider(): void {
    if (this.isDue()) this.flushIn(this.options.settleMs ?? 250);
  }

  stop(): void {
    if (this.timer !== null) window.clearTimeout(this.timer);
    this.timer = null;
  }

  private isDue(): boolean {
    const { gaze } = this.options;
    return this.highestInView > this.reported && gaze.hasFocus() && gaze.isVisible();
  }

  /** A timer that runs is never put off: a stream of new messages must not keep the first one unseen. */
  private flushIn(delayMs: number): void {
    if (this.busy) return;
    this.timer ??= window.setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, delayMs);
  }

  private async flush(): Promise<void> {
    if (this.busy || !this.isDue()) return;
    const upTo = this.highestInView;
    let failed = false;
    this.busy = true;
    try {
      await this.options.report(upTo);
      this.alreadySeen(upTo);
    } catch {
      failed = true;
    }
    this.busy = false;
    if (failed) this.flushIn(this.options.retryMs ?? 2_000);
    else this.consider();
  }
}
