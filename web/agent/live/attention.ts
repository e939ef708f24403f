// What calls a person who looks elsewhere: the number in the tab title, a flashing title, a short tone.
// Invariant: the title flashes only while the page is hidden or unfocused and stops the moment it is looked at.
// Source: F012 (sound), F013, F014 (badge), F015 (flashing tab).

export interface TitleHost {
  get: () => string;
  set: (title: string) => void;
  isLookedAt: () => boolean;
  every: (run: () => void, periodMs: number) => number;
  stop: (timer: number) => void;
}

export const documentTitle: TitleHost = {
  get: () => document.title,
  set: (title) => {
    document.title = title;
  },
  isLookedAt: () => document.visibilityState === 'visible' && document.hasFocus(),
  every: (run, periodMs) => window.setInterval(run, periodMs),
  stop: (timer) => window.clearInterval(timer),
};

const flashPeriodMs = 1000;

/** Keeps "(2) Postroom" in the title and alternates it with a call while nobody looks. */
export class TitleBadge {
  private unread = 0;
  private timer: number | null = null;
  private call = '';
  private showingCall = false;

  constructor(
    private readonly host: TitleHost,
    private readonly name = 'Postroom',
  ) {}

  setUnread(count: number): void {
    this.unread = count;
    if (count === 0) this.calm();
    else if (!this.showingCall) this.host.set(this.plainTitle());
  }

  /** Begins to alternate the title with `call`, unless somebody is looking at the page. */
  flash(call: string): void {
    if (this.host.isLookedAt()) return;
    this.call = call;
    if (this.timer !== null) return;
    this.alternate();
    this.timer = this.host.every(() => this.alternate(), flashPeriodMs);
  }

  /** The page is looked at again (or nothing is unread any more): the plain title returns. */
  calm(): void {
    if (this.timer !== null) this.host.stop(this.timer);
    this.timer = null;
    this.showingCall = false;
    this.host.set(this.plainTitle());
  }

  private alternate(): void {
    this.showingCall = !this.showingCall;
    this.host.set(this.showingCall ? this.call : this.plainTitle());
  }

  private plainTitle(): string {
    return this.unread > 0 ? `(${this.unread}) ${this.name}` : this.name;
  }
}

let audio: AudioContext | null = null;

/** Two soft sine notes, a quarter of a second; silent until the person has interacted with the page once. */
export function playTone(): void {
  try {
    audio ??= new AudioContext();
    if (audio.state === 'suspended') void audio.resume();
    const start = audio.currentTime;
    note(audio, 660, start, 0.12);
    note(audio, 880, start + 0.1, 0.18);
  } catch {
    // A browser without WebAudio still has the badge and the title.
  }
}

function note(context: AudioContext, frequencyHz: number, start: number, lengthS: number): void {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.type = 'sine';
  oscillator.frequency.value = frequencyHz;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.08, start + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + lengthS);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(start + lengthS + 0.02);
}
