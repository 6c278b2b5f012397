import type { OutboxGroup } from "./outbox-group.ts";

/** So many records, from both ends, may be refused alone before any is accepted: then it is the endpoint. */
const MOST_DEAD_ENDS = 2;

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
 * Finds the records for which a batch is refused, by sending halves of halves. Until something is accepted it goes
 * straight down to single records, first at the end and then at the beginning: however many records are at fault, a few
 * requests tell them from an endpoint that accepts nothing.
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
  const refusedParts: OutboxGroup[][] = [groups];
  let deadEnds = 0;
  let ended = false;

  while (refusedParts.length > 0) {
    const part = deadEnds === 0 ? refusedParts.pop()! : takeFirst(refusedParts);
    const halves = ended ? undefined : halve(part);
    if (halves === undefined) {
      found[ended ? "held" : "refused"].push(...part);
      if (!found.accepted && ++deadEnds >= MOST_DEAD_ENDS) ended = true;
      continue;
    }
    for (const half of halves) {
      const answer: Answer = ended ? "held" : await send(half);
      if (answer === "accepted") found.accepted = true;
      else if (answer === "refused") refusedParts.push(half);
      else found.held.push(...half);
      if (answer === "held") ended = true;
    }
  }
  return found;
}

/** Takes out the part with the lowest numbers. */
function takeFirst(parts: OutboxGroup[][]): OutboxGroup[] {
  let first = 0;
  for (let i = 1; i < parts.length; i++) {
    if (parts[i]![0]!.first < parts[first]![0]!.first) first = i;
  }
  return parts.splice(first, 1)[0]!;
}
