// Tells the others what this person looks at, and who else looks or types.
// Invariant: presence never marks anything seen; it is repeated every 20 s and whenever focus changes.
// Source: CHAT-5; api/openapi.yaml, LiveCommand.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { Person } from '@shared/api/types';
import { meQuery } from '@agent/app/queries';
import { useLive } from './LiveProvider';

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

function useOthers(people: (soft: ReturnType<typeof useLive>['soft']) => Person[]): Person[] {
  const { soft } = useLive();
  const { data: me } = useQuery(meQuery);
  useSyncExternalStore(soft.subscribe, soft.getVersion);
  return people(soft).filter((person) => person.kind !== 'user' || person.id !== me?.id);
}

export function useTyping(conversationIds: number[]): Person[] {
  return useOthers((soft) => soft.typingIn(conversationIds));
}

export function useLookers(conversationIds: number[]): Person[] {
  return useOthers((soft) => soft.lookingAt(conversationIds));
}
