// Until when a mute lasts, in the reader's own day.
// Source: issue 4 point 5 ("mute for 1 h / until tomorrow").
import type { Mute } from '@shared/api/types';

const morningHour = 8;

export function inAnHour(now = Date.now()): string {
  return new Date(now + 3_600_000).toISOString();
}

/** Eight in the morning of the next day. */
export function tomorrowMorning(now = Date.now()): string {
  const day = new Date(now);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + 1, morningHour).toISOString();
}

/** The end of the mute of a conversation (null: of everything), if there is one and it is not over. */
export function mutedUntil(
  mutes: Mute[] | undefined,
  conversationId: number | null,
  now: number,
): string | null {
  const mute = mutes?.find(({ conversation_id: id }) => id === conversationId);
  return mute && Date.parse(mute.until) > now ? mute.until : null;
}
