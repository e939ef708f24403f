// Which streams of an item are worth showing.
// Source: F002, F181.
import type { Conversation } from '@shared/api/types';

/** Those in which something stands, and of a visibility without any the first. */
export function streamsInUse(streams: Conversation[]): Conversation[] {
  return streams.filter(
    (stream) =>
      stream.last_seq > 0 ||
      stream ===
        (streams.every(
          ({ visibility, last_seq: seq }) => visibility !== stream.visibility || seq === 0,
        )
          ? streams.find(({ visibility }) => visibility === stream.visibility)
          : undefined),
  );
}

/** The stream shown beside this one: of the other visibility, one in use first. */
export function siblingOf(streams: Conversation[], id: number): Conversation | undefined {
  const own = streams.find((stream) => stream.id === id);
  const others = streams.filter(({ visibility }) => own && visibility !== own.visibility);
  return others.find(({ last_seq: seq }) => seq > 0) ?? others[0];
}
