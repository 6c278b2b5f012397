import type { LoggedEvent } from "./event-index.ts";
import type { EventLog } from "./event-log.ts";
import type { Unreadable } from "./read-payloads.ts";

/** Tells by a payload, and by the mark of whose it is, whether it is one that is looked for. */
export type IsMeant = (json: string, user: string | undefined) => boolean;

/** Of events that rest in a log, those that are meant; `failure`: some cannot be read now, and may be. */
export async function findErasable(
  log: Pick<EventLog, "readAll" | "has">,
  events: readonly LoggedEvent[],
  isMeant: IsMeant,
): Promise<{ meant: Set<LoggedEvent>; failure: Unreadable | undefined }> {
  const meant = new Set<LoggedEvent>();
  let failure: Unreadable | undefined;
  for await (const [event, payload] of log.readAll(events)) {
    // What nobody can read any more, or what is left of it, may be the user's.
    const isLost = typeof payload === "string" ? payload === "" : payload.isDamaged;
    if (isLost || (typeof payload === "string" && isMeant(payload, event.user))) meant.add(event);
    else if (typeof payload !== "string" && log.has(event)) failure = payload;
  }
  return { meant, failure };
}
