import type { DestinationQueue } from "@peekjs/protocol";
import type { Outcome } from "../outcome.ts";
import type { PackedEvent } from "./pack.ts";

/** Whether something of a request was erased since it was taken. */
export function hasErased(items: readonly PackedEvent[], queue: DestinationQueue): boolean {
  return items.some(({ event }) => queue.isErased?.(event) === true);
}

/** Returns what was erased to the queue, which forgets it. Resolves with what is left of a request. */
export async function giveBackErased(
  items: readonly PackedEvent[],
  queue: DestinationQueue,
): Promise<readonly PackedEvent[]> {
  if (!hasErased(items, queue)) return items;
  const erased = items.filter((item) => hasErased([item], queue));
  await queue.putBack(erased.map(({ event }) => event));
  return items.filter((item) => !erased.includes(item));
}

/** What was answered may be about the user who was erased. */
export function withoutAnswer(outcome: Outcome): Outcome {
  return outcome.kind === "delivered" ? outcome : { ...outcome, answer: undefined };
}
