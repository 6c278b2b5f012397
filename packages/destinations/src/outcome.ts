import type { DeliveryFailure } from "@peekjs/protocol";

/** What became of an event, or of a whole request. */
export type Outcome =
  | { kind: "delivered" }
  /** Not now: it is tried again, at the earliest `after` milliseconds from now. */
  | ({ kind: "retry"; after?: number | undefined } & DeliveryFailure)
  /** This event will never be taken: it becomes a dead letter. */
  | ({ kind: "rejected" } & DeliveryFailure)
  /** An event of the request was refused for good, and which is not said: it is counted, and forgotten. */
  | ({ kind: "discarded" } & DeliveryFailure)
  /** The request as a whole was refused, perhaps for one of its events: it is sent in halves to find which. */
  | ({ kind: "refused" } & DeliveryFailure)
  /** Nothing will be taken until someone acts (credentials, address): kept, and tried again slowly. */
  | ({ kind: "blocked" } & DeliveryFailure);

/** A text alone is taken for what the other side said, which is not for logs. */
export type Why = string | DeliveryFailure;

export const delivered: Outcome = { kind: "delivered" };

/** @param after milliseconds that the destination asked for */
export function retry(why: Why, after?: number): Outcome {
  return { kind: "retry", ...explain(why, "failed"), after };
}

export function rejected(why: Why): Outcome {
  return { kind: "rejected", ...explain(why, "refused it") };
}

export function discarded(why: Why): Outcome {
  return { kind: "discarded", ...explain(why, "refused it") };
}

export function refused(why: Why): Outcome {
  return { kind: "refused", ...explain(why, "refused it") };
}

export function blocked(why: Why): Outcome {
  return { kind: "blocked", ...explain(why, "refuses everything") };
}

function explain(why: Why, reason: string): DeliveryFailure {
  return typeof why === "string" ? { reason, answer: why } : why;
}
