import { HAND_OVER_LIMIT, type DestinationConnection } from "@peekjs/protocol";
import { countRecords, type Outgoing } from "./outgoing.ts";

/** Records, of which the destination has the first. */
interface Part<Item> {
  readonly items: readonly Item[];
  given: number;
}

/** Batches of one source on their way into one destination's queue. What it has of them is not given again. */
export class HandOver {
  readonly #connection: DestinationConnection;
  readonly #batches: readonly Outgoing[];
  readonly #events: Part<Outgoing["events"][number]>;
  readonly #requests: Part<Outgoing["requests"][number]>;
  #isStopped = false;
  #slice: readonly object[] = [];

  constructor(connection: DestinationConnection, batches: readonly Outgoing[]) {
    this.#connection = connection;
    this.#batches = batches;
    this.#events = { items: batches.flatMap(({ events }) => events), given: 0 };
    this.#requests = { items: batches.flatMap(({ requests }) => requests), given: 0 };
  }

  /** Rejects with what the destination says: what comes behind is not given. */
  async run(): Promise<void> {
    const { source } = this.#batches[0]!;
    await this.#give(this.#events, (slice) => this.#connection.enqueue(slice, source));
    await this.#give(this.#requests, async (slice) => {
      if (this.#connection.takesRequests !== false) {
        await this.#connection.enqueueRequests(slice, source);
      }
    });
  }

  /** Nothing is given any more but the slice that is under way. */
  stop(): void {
    this.#isStopped = true;
  }

  /** What is being given, or was last. */
  get slice(): readonly object[] {
    return this.#slice;
  }

  /** What the destination does not have, of each batch; undefined where it has all. */
  rests(): (Outgoing | undefined)[] {
    let { given: events } = this.#events;
    let { given: requests } = this.#requests;
    return this.#batches.map((batch) => {
      const rest: Outgoing = {
        ...batch,
        events: batch.events.slice(events),
        requests: batch.requests.slice(requests),
      };
      events = Math.max(0, events - batch.events.length);
      requests = Math.max(0, requests - batch.requests.length);
      return countRecords(rest) === 0 ? undefined : rest;
    });
  }

  async #give<Item extends object>(
    part: Part<Item>,
    enqueue: (slice: readonly Item[]) => Promise<unknown>,
  ): Promise<void> {
    const { items } = part;
    while (!this.#isStopped && part.given < items.length) {
      const slice = items.slice(part.given, part.given + HAND_OVER_LIMIT);
      this.#slice = slice;
      await enqueue(slice);
      part.given += slice.length;
      if (part.given < items.length) await nextTurn();
    }
  }
}

/** Lets the runtime do what else there is to do: mapping and hashing a slice holds it up. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
