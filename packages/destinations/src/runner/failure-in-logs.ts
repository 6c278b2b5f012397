import type { DeliveryFailure } from "@peekjs/protocol";

export interface Failure extends DeliveryFailure {
  /** Whether the answer is the system's, of a connection that did not come about: a log may have it. */
  isSystems?: boolean | undefined;
}

/** A failure as logs may have it: an answer may repeat what was sent, and logs outlive a user's erasure. */
export function inLogs({ reason, answer, isSystems }: Failure): string {
  if (answer === undefined) return reason;
  return isSystems === true
    ? `${reason}: ${answer}`
    : `${reason} (lastAnswer of stats() has the answer)`;
}
