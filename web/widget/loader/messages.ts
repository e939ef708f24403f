// What the script on somebody's page and the frame of the widget say to each other.
// Invariant: each side checks who speaks: the frame its parent, the script its frame and our origin.
// Source: SEC-10.

/** Whom the site vouches for, as the page's attributes say it. */
export interface Identity {
  user_id?: string;
  email?: string;
  name?: string;
  expires_at: number;
  signature: string;
}

/** From the page to the frame. */
export type ToFrame =
  | { postroom: 'hello'; identity: Identity | null; language: string | null; page: Page }
  | { postroom: 'open'; page: Page }
  | { postroom: 'close' }
  | { postroom: 'front'; front: boolean };

export interface Page {
  url: string;
  title: string;
}

/** From the frame to the page. */
export type ToPage =
  | { postroom: 'loaded' }
  | { postroom: 'ready'; color: string; side: 'right' | 'left'; label: string; closeLabel: string }
  | { postroom: 'unread'; count: number; label: string }
  | { postroom: 'close' }
  | { postroom: 'ask_front' };

/** A message of ours, or null: pages are full of messages of others. */
export function ours<T extends { postroom: string }>(data: unknown): T | null {
  const known = typeof data === 'object' && data !== null && 'postroom' in data;
  return known && typeof data.postroom === 'string' ? (data as T) : null;
}
