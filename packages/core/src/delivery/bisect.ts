import type { OutboxGroup } from "./outbox.ts";

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

/**
 * Finds the records for which a batch is refused, by sending halves of halves.
 *
 * @param send sends groups; `held` ends the search
 * @param halve cuts groups in two, undefined for a single record
 */
export async function bisect(
  groups: OutboxGroup[],
  send: (groups: OutboxGroup[]) => Promise<"accepted" | "refused" | "held">,
  halve: (groups: OutboxGroup[]) => [OutboxGroup[], OutboxGroup[]] | undefined,
): Promise<Bisection> {
  const found: Bisection = { refused: [], held: [], accepted: false };
  let refusals = 0;
  let ended = false;

  const search = async (part: OutboxGroup[], knownRefused: boolean): Promise<void> => {
    if (ended) {
      found.held.push(...part);
      return;
    }
    const answer = knownRefused ? "refused" : await send(part);
    if (answer === "accepted") {
      found.accepted = true;
      return;
    }
    if (answer === "held" || (++refusals > MOST_REFUSALS && !found.accepted)) {
      ended = true;
      found.held.push(...part);
      return;
    }
    const halves = halve(part);
    if (halves === undefined) {
      found.refused.push(...part);
      return;
    }
    for (const half of halves) await search(half, false);
  };

  await search(groups, true);
  return found;
}
