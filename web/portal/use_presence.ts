// Tells colleagues that this customer is looking, so that nobody mails what is being read.
// Invariant: presence never marks anything seen; it is repeated every 20 s and whenever focus changes.
// Source: CHAT-5; F011; api/openapi.yaml, LiveCommand.
import { useEffect } from 'react';
import { useLive } from './live';

const repeatMs = 20_000;

export function usePresence(conversationId: number): void {
  const { send, state } = useLive();
  useEffect(() => {
    if (state !== 'open') return;
    const tell = () =>
      send({
        kind: 'presence',
        conversation_id: conversationId,
        focused: document.hasFocus() && document.visibilityState === 'visible',
      });
    tell();
    const timer = window.setInterval(tell, repeatMs);
    const moments = ['focus', 'blur', 'visibilitychange'];
    for (const moment of moments) window.addEventListener(moment, tell);
    return () => {
      window.clearInterval(timer);
      for (const moment of moments) window.removeEventListener(moment, tell);
      send({ kind: 'presence', conversation_id: null, focused: false });
    };
  }, [conversationId, send, state]);
}
