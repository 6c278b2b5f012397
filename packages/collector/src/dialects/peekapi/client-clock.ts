import { parseTime } from "../event-time.ts";

/** A clock that is ahead of ours by no more than this, in milliseconds, is one that is set wrongly. */
const MOST = 86_400_000;

/**
 * The clock of a client when it sent, where it is known to be wrong: PeekAPI's clients do not tell, yet none can report
 * what has not happened. A clock that is behind cannot be told from events that waited.
 */
export function sentAtOf(events: readonly unknown[], receivedAt: number): number | undefined {
  let latest = receivedAt;
  for (const event of events) {
    if (typeof event !== "object" || event === null) continue;
    const time = parseTime((event as { timestamp?: unknown }).timestamp);
    if (time > latest && time <= receivedAt + MOST) latest = time;
  }
  return latest > receivedAt ? latest : undefined;
}
