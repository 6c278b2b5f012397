import type { DestinationStats, ListedDestination } from "@peekjs/protocol";

/** Kinds of omitted fields that are told apart over restarts; names beyond count together. */
const MOST_FIELDS = 100;
const OTHER_FIELDS = "(other)";

type Counted = Pick<
  ListedDestination,
  "since" | "accepted" | "filtered" | "delivered" | "attempts" | "dropped" | "omitted"
>;

/** Where the counts of a destination rest. */
export interface CountsStorage {
  /** Undefined when there are none, or none that can be read. */
  read(): Promise<ListedDestination | undefined>;
  write(counts: ListedDestination): Promise<void>;
}

/** What was counted before the connection began, for what it counts to be added to. */
export class Counts {
  readonly #before: Counted;

  /**
   * @param start what the connection tells at its beginning: of what was accepted before, this much is not disposed of,
   *   though the process had no time to write its last counts
   */
  constructor(before: ListedDestination | undefined, start: DestinationStats, now: number) {
    const { since = now, filtered = 0, delivered = 0, attempts = 0 } = before ?? {};
    const { dropped = {}, omitted = {} } = before ?? {};
    const accepted = delivered + sumOf(dropped) + start.pending + start.dead - start.accepted;
    this.#before = { since, accepted, filtered, delivered, attempts, dropped, omitted };
  }

  /** Adds what the connection has counted. */
  total(current: DestinationStats): ListedDestination {
    const before = this.#before;
    return {
      ...current,
      since: before.since,
      accepted: before.accepted + current.accepted,
      filtered: before.filtered + current.filtered,
      delivered: before.delivered + current.delivered,
      attempts: before.attempts + current.attempts,
      dropped: add(before.dropped, current.dropped),
      omitted: bound(add(before.omitted, current.omitted)),
    };
  }
}

function add(
  one: Readonly<Record<string, number>>,
  other: Readonly<Record<string, number>>,
): Record<string, number> {
  const sum = new Map(Object.entries(one));
  for (const [key, count] of Object.entries(other)) sum.set(key, (sum.get(key) ?? 0) + count);
  return Object.fromEntries(sum);
}

function bound(fields: Readonly<Record<string, number>>): Record<string, number> {
  const entries = Object.entries(fields).filter(([field]) => field !== OTHER_FIELDS);
  if (entries.length <= MOST_FIELDS) return fields;
  const kept = Object.fromEntries(entries.slice(0, MOST_FIELDS));
  return { ...kept, [OTHER_FIELDS]: sumOf(fields) - sumOf(kept) };
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
