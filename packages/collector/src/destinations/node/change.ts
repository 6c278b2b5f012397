import type { QueuedEvent } from "@peekjs/protocol";
import type { Death, LoggedEvent } from "./event-index.ts";

/** One line of a log: what was added, forgotten or given up. Sequence numbers are a record's place in the order. */
export interface Change {
  /** With the payloads behind the change, in the same order. */
  add?: readonly AddedRecord[];
  remove?: readonly number[];
  bury?: readonly Burial[];
}

export type AddedRecord = [
  sequence: number,
  id: string,
  bytes: number,
  expires?: number | null,
  user?: string,
];

/** Before there were answers, what was answered stood in the reason. */
export type Burial = [sequence: number, reason: string, at: number, answer?: string | null];

const LINE_FEED = 10;

/** The parts of a frame: the change as JSON, a line feed, the payloads as they are. */
export function encodeChange(change: Change, payloads: readonly Buffer[] = []): Buffer[] {
  return [Buffer.from(`${JSON.stringify(change)}\n`), ...payloads];
}

/** A change, and where the payloads begin in the frame. */
export function decodeChange(content: Buffer): { change: Change; payloadsAt: number } {
  const end = content.indexOf(LINE_FEED);
  const change = JSON.parse(content.toString("utf8", 0, end)) as Change;
  return { change, payloadsAt: end + 1 };
}

export function addedRecord(
  sequence: number,
  bytes: number,
  { id, expires, user }: Pick<QueuedEvent, "id" | "expires" | "user">,
): AddedRecord {
  if (user !== undefined) return [sequence, id, bytes, expires ?? null, user];
  return expires === undefined ? [sequence, id, bytes] : [sequence, id, bytes, expires];
}

export function sequencesOf(events: readonly LoggedEvent[]): number[] {
  return events.map(({ sequence }) => sequence);
}

/** Of those among the events that were given up. */
export function burialsOf(events: readonly LoggedEvent[]): Burial[] {
  return events.flatMap(({ sequence, death }): Burial[] =>
    death ? [[sequence, death.reason, death.at, death.answer ?? null]] : [],
  );
}

export function deathOf([, reason, at, answer]: Burial): Death {
  if (answer === undefined) return { reason: "was not taken", answer: reason, at };
  return { reason, answer: answer ?? undefined, at };
}
