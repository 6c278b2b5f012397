import type { OutboxGroup } from "./outbox-group.ts";

/** Deliveries that may be refused before a single one is accepted: then it is the endpoint and not a record. */
const MOST_REFUSALS = 24;

export interface Bisection {
  /** Single records that were refused alone. */
  refused: OutboxGroup[];
  /** Not sent, or not answered for good: to be kept. */
  held: OutboxGroup[];
  /** Whether any part was accepted. */
  accepted: boolean;
}

type Answer = "accepted" | "refused" | "held";

/**
 * Finds the records for which a batch is refused, by sending halves of halves.
 *
 * @param send sends groups; `held` ends the search
 * @param halve cuts groups in two, undefined for a single record
 */
export async function bisect(
  groups: OutboxGroup[],
  send: (groups: OutboxGroup[]) => Promise<Answer>,
  halve: (groups: OutboxGroup[]) => [OutboxGroup[], OutboxGroup[]] | undefined,
): Promise<Bisection> {
  const found: Bisection = { refused: [], held: [], accepted: false };
  let refusals = 0;
  let ended = false;

  // The largest first: an accepted part is met early, however many refused records stand at the front.
  const refusedParts: OutboxGroup[][] = [groups];
  for (const part of refusedParts) {
    const halves = ended ? undefined : halve(part);
    if (halves === undefined) found[ended ? "held" : "refused"].push(...part);
    for (const half of halves ?? []) {
      const answer: Answer = ended ? "held" : await send(half);
      if (answer === "accepted") found.accepted = true;
      else if (answer === "refused") refusedParts.push(half);
      else found.held.push(...half);
      if (answer === "refused") refusals++;
      if (answer === "held" || (refusals > MOST_REFUSALS && !found.accepted)) ended = true;
    }
  }
  return found;
}
