// Sound, flashing title and browser notification: once for a person, however many tabs are open.
// Invariant: of all tabs of one browser exactly one gives the signals of a message; while any of them is looked at, no
// title flashes and no notification pops up.
// Source: F012, F013, F015; issue 4 point 5 ("each only once per person across several open tabs").

const rangKey = 'postroom.rang';
const lookingKey = 'postroom.looking';
const desktopKey = 'postroom.desktop_notifications';
const rememberedMax = 100;
const lookingTtlMs = 15_000;

export type Lock = <T>(run: () => T) => Promise<T>;

/** One after the other over all tabs; a page without Web Locks (plain http) has only the memory they share. */
export const browserLock: Lock = async (run) => {
  // Not there on insecure origins, whatever the types say.
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks ? await locks.request('postroom.signals', () => run()) : run();
};

type Memory = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class SignalDesk {
  private readonly tab = Math.random().toString(36).slice(2);

  constructor(
    private readonly memory: Memory,
    private readonly lock: Lock,
    private readonly now: () => number = Date.now,
  ) {}

  /** True in the one tab that gives the signals of this message. */
  claim(messageId: number): Promise<boolean> {
    return this.lock(() => {
      const rang = this.read<number[]>(rangKey) ?? [];
      if (rang.includes(messageId)) return false;
      this.memory.setItem(rangKey, JSON.stringify([...rang, messageId].slice(-rememberedMax)));
      return true;
    });
  }

  /** This tab is in front, or is no more. Repeated while it is: a tab that crashed must not keep the others silent. */
  look(looking: boolean): void {
    if (looking) {
      this.memory.setItem(lookingKey, JSON.stringify({ tab: this.tab, at: this.now() }));
    } else if (this.read<{ tab: string }>(lookingKey)?.tab === this.tab) {
      this.memory.removeItem(lookingKey);
    }
  }

  /** Whether somebody looks at the product in any tab. */
  isLookedAt(): boolean {
    const looking = this.read<{ at: number }>(lookingKey);
    return looking !== null && this.now() - looking.at < lookingTtlMs;
  }

  private read<T>(key: string): T | null {
    try {
      return JSON.parse(this.memory.getItem(key) ?? 'null') as T | null;
    } catch {
      return null;
    }
  }
}

/** What the browser allows: `unsupported` on plain http and in some embedded browsers. */
export type DesktopState = 'on' | 'off' | 'blocked' | 'unsupported';

export function desktopState(): DesktopState {
  if (!('Notification' in window) || !window.isSecureContext) return 'unsupported';
  if (Notification.permission === 'denied') return 'blocked';
  const wanted = localStorage.getItem(desktopKey) === 'on';
  return wanted && Notification.permission === 'granted' ? 'on' : 'off';
}

/** Opt-in: asks the browser the first time. */
export async function setDesktop(on: boolean): Promise<DesktopState> {
  if (on && desktopState() !== 'unsupported') await Notification.requestPermission();
  localStorage.setItem(desktopKey, on ? 'on' : 'off');
  return desktopState();
}

export interface DesktopCall {
  title: string;
  text: string;
  tag: string;
  open: () => void;
}

export function showDesktop({ title, text, tag, open }: DesktopCall): void {
  if (desktopState() !== 'on') return;
  const notification = new Notification(title, { body: text, tag, icon: '/favicon.svg' });
  notification.onclick = () => {
    window.focus();
    notification.close();
    open();
  };
}
