import { crc32 } from "node:zlib";
import type { LoggedEvent } from "./event-index.ts";
import type { Journal } from "./journal.ts";

/** A payload that is not there: its bytes have changed on the disk, or the disk did not give them, and said why. */
export class Unreadable {
  readonly cause: unknown;

  constructor(cause?: unknown) {
    this.cause = cause;
  }

  /** Whether another try would give the same. */
  get isDamaged(): boolean {
    return this.cause === undefined;
  }
}

export type Payload = string | Unreadable;

export function checksumOf(payload: Buffer): number {
  return crc32(payload);
}

/** The payloads of events, in their order: those that follow each other on the disk at once. */
export async function readPayloads(
  journal: Journal,
  events: readonly LoggedEvent[],
): Promise<Payload[]> {
  const payloads: Payload[] = [];
  for (let start = 0; start < events.length;) {
    let end = start + 1;
    while (end < events.length && follows(events[end - 1]!, events[end]!)) end++;
    payloads.push(...(await readRun(journal, events.slice(start, end))));
    start = end;
  }
  return payloads;
}

/** Halves what cannot be read as a whole, until only what cannot be read is left out. */
async function readRun(journal: Journal, run: readonly LoggedEvent[]): Promise<Payload[]> {
  // Where an event lies may change while it is read.
  const parts = run.map(({ length, checksum }) => ({ length, checksum }));
  const bytes = parts.reduce((sum, { length }) => sum + length, 0);
  let content: Buffer;
  try {
    content = await journal.readAt(run[0]!.place, bytes);
  } catch (error) {
    if (run.length === 1) return [new Unreadable(error)];
    const middle = Math.ceil(run.length / 2);
    const first = await readPayloads(journal, run.slice(0, middle));
    return [...first, ...(await readPayloads(journal, run.slice(middle)))];
  }
  let offset = 0;
  return parts.map(({ length, checksum }) => {
    const payload = content.subarray(offset, offset + length);
    offset += length;
    const isIntact = payload.length === length && checksumOf(payload) === checksum;
    return isIntact ? payload.toString("utf8") : new Unreadable();
  });
}

function follows(before: LoggedEvent, after: LoggedEvent): boolean {
  const { segment, offset } = before.place;
  return after.place.segment === segment && after.place.offset === offset + before.length;
}
