/** What became of an event, or of a whole request. */
export type Outcome =
  | { kind: "delivered" }
  /** Not now: it is tried again, at the earliest `after` milliseconds from now. */
  | { kind: "retry"; reason: string; after?: number | undefined }
  /** This event will never be taken: it becomes a dead letter. */
  | { kind: "rejected"; reason: string }
  /** An event of the request was refused for good, and which is not said: it is counted, and forgotten. */
  | { kind: "discarded"; reason: string }
  /** The request as a whole was refused, perhaps for one of its events: it is sent in halves to find which. */
  | { kind: "refused"; reason: string }
  /** Nothing will be taken until someone acts (credentials, address): kept, and tried again slowly. */
  | { kind: "blocked"; reason: string };

export const delivered: Outcome = { kind: "delivered" };

/** @param after milliseconds that the destination asked for */
export function retry(reason: string, after?: number): Outcome {
  return { kind: "retry", reason, after };
}

export function rejected(reason: string): Outcome {
  return { kind: "rejected", reason };
}

export function discarded(reason: string): Outcome {
  return { kind: "discarded", reason };
}

export function refused(reason: string): Outcome {
  return { kind: "refused", reason };
}

export function blocked(reason: string): Outcome {
  return { kind: "blocked", reason };
}
