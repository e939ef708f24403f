// Carries the draft of one conversation to the server, a moment after the last key.
// Invariant: what is typed is on this device first and at the server soon after; only one save is under way, the newest
// text is what ends up there, and a save that fails is made again. A draft that was sent never comes back.
// Source: issue 4 point 4 (drafts kept on the server); ui.md, "Honest".

export interface DraftContent {
  html: string;
  attachmentIds: number[];
}

export interface DraftSyncOptions {
  save: (content: DraftContent) => Promise<void>;
  pauseMs?: number;
  retryMs?: number;
}

export class DraftSync {
  private wanted: DraftContent | null = null;
  private timer: number | null = null;
  private running: Promise<void> | null = null;

  constructor(private readonly options: DraftSyncOptions) {}

  /** Something is written here that the server does not have. */
  get isBehind(): boolean {
    return this.wanted !== null || this.running !== null;
  }

  change(content: DraftContent): void {
    this.wanted = content;
    this.saveIn(this.options.pauseMs ?? 900);
  }

  /** Saves what is left now; for leaving the conversation. */
  flush(): void {
    this.forgetTimer();
    void this.saveNow();
  }

  /** The text goes out as a message: nothing of it is saved any more. Resolves when no save is under way. */
  async discard(): Promise<void> {
    this.forgetTimer();
    this.wanted = null;
    await this.running;
  }

  private saveIn(delayMs: number): void {
    this.forgetTimer();
    this.timer = window.setTimeout(() => {
      this.timer = null;
      void this.saveNow();
    }, delayMs);
  }

  private async saveNow(): Promise<void> {
    if (this.running || !this.wanted) return;
    const content = this.wanted;
    this.wanted = null;
    this.running = this.options
      .save(content)
      .catch(() => {
        // Offline, or the server is away: unless something newer was typed, the same is tried again.
        this.wanted ??= content;
      })
      .finally(() => {
        this.running = null;
        if (this.wanted && this.timer === null) this.saveIn(this.options.retryMs ?? 4_000);
      });
    await this.running;
  }

  private forgetTimer(): void {
    if (this.timer !== null) window.clearTimeout(this.timer);
    this.timer = null;
  }
}
