import type { DestinationQueue, QueuedEvent } from "@peekjs/protocol";
import type { DestinationDefinition } from "../definition.ts";
import type { Disposal } from "./disposal.ts";
import type { Failures } from "./failures.ts";
import { pack, type PackedEvent } from "./pack.ts";
import { letter, splitExpired } from "./sort-outcomes.ts";

export interface SupplyParts {
  definition: DestinationDefinition<unknown>;
  queue: DestinationQueue;
  failures: Failures;
  disposal: Pick<Disposal, "bury">;
}

/** Events among which the one is looked for that finds out whether a destination is back. */
const MOST_PROBED = 1_000;

/** Makes requests of what waits, and gives up what cannot be sent any more. */
export class Supply {
  readonly #parts: SupplyParts;

  constructor(parts: SupplyParts) {
    this.#parts = parts;
  }

  /**
   * Requests of the oldest events, or of a single event that finds out whether the destination is back. Undefined when there
   * is nothing to be sent now.
   *
   * @param places requests that may begin
   */
  async take(places: number, isProbing: boolean): Promise<PackedEvent[][] | undefined> {
    const { definition, queue, disposal } = this.#parts;
    const taken = await (isProbing ? this.#takeNewest() : this.#takeOldest(places));
    if (taken.length === 0) return undefined;
    try {
      const { fresh, expired } = splitExpired(taken);
      const { requests, unreadable } = pack(fresh, definition);
      const damaged = unreadable.map((event) =>
        letter(event, { reason: "damaged: the event cannot be read any more" }),
      );
      await disposal.bury([...expired, ...damaged]);
      return requests;
    } catch (error) {
      // Of what the queue could not be told, it would give out nothing any more.
      await queue.putBack(taken);
      throw error;
    }
  }

  #takeOldest(places: number): Promise<QueuedEvent[]> {
    const { definition, failures } = this.#parts;
    return this.#takeRested(definition.limits.events * places + failures.resting);
  }

  /** What stands at the head, or has failed before, may be what the destination fails on. */
  async #takeNewest(): Promise<QueuedEvent[]> {
    const { queue, failures } = this.#parts;
    const taken = await this.#takeRested(MOST_PROBED);
    const newest = taken.findLast(({ id }) => !failures.hasFailed(id)) ?? taken.at(-1);
    const others = taken.filter((event) => event !== newest);
    if (others.length > 0) await queue.putBack(others);
    return newest === undefined ? [] : [newest];
  }

  async #takeRested(most: number): Promise<QueuedEvent[]> {
    const { queue, failures } = this.#parts;
    const taken = await queue.take(most);
    if (failures.resting === 0) return taken;
    const now = performance.now();
    const isResting = taken.map(({ id }) => failures.isResting(id, now));
    const resting = taken.filter((_, index) => isResting[index]);
    if (resting.length > 0) await queue.putBack(resting, { last: true });
    return taken.filter((_, index) => !isResting[index]);
  }
}
