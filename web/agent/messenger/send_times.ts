// When a mail can leave that is sent later, in the writer's own days.
// Invariant: every time offered is in the future.
// Source: F177; architecture.md, "send_at".

const morningHour = 9;
const hourMs = 3_600_000;

const atMorning = (day: Date, daysAhead: number) =>
  new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysAhead, morningHour).toISOString();

export function inAnHour(now = Date.now()): string {
  return new Date(now + hourMs).toISOString();
}

export function tomorrowMorning(now = Date.now()): string {
  return atMorning(new Date(now), 1);
}

/** The Monday after today. */
export function mondayMorning(now = Date.now()): string {
  const day = new Date(now);
  return atMorning(day, (8 - day.getDay()) % 7 || 7);
}

/** The value of a date-and-time field as an instant; null when it is none, or is over. */
export function chosenTime(local: string, now = Date.now()): string | null {
  const at = new Date(local).getTime();
  return at > now ? new Date(at).toISOString() : null;
}
