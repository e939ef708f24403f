// Keys for people who do not reach for the mouse.
// Invariant: a single letter never acts while somebody is typing, nor with a modifier held.
// Source: ui.md, "Keyboard": Ctrl K, j/k, r, n, e, ?.
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useRef } from 'react';

type Handlers = Partial<Record<string, (event: KeyboardEvent) => void>>;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

/** Listens for single keys (`j`, `?`) and for `mod+k` (Ctrl or Command). */
export function useShortcuts(handlers: Handlers): void {
  const current = useRef(handlers);
  useEffect(() => {
    current.current = handlers;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const modifier = event.ctrlKey || event.metaKey;
      if (event.altKey || event.defaultPrevented) return;
      if (!modifier && isTyping(event.target)) return;
      const handler = current.current[modifier ? `mod+${event.key.toLowerCase()}` : event.key];
      if (!handler) return;
      event.preventDefault();
      handler(event);
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

export function useShortcutTarget() {
  const [paletteOpened, palette] = useDisclosure(false);
  const [helpOpened, help] = useDisclosure(false);
  useShortcuts({ 'mod+k': palette.toggle, '?': help.toggle });
  return {
    palette: { opened: paletteOpened, ...palette },
    help: { opened: helpOpened, ...help },
  };
}
