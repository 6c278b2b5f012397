import type { DestinationConnection } from "@peekjs/protocol";
import { countLost, statsOf } from "./destination-stats.ts";

/** Finds out whether one event, which is handed to a destination from now on, is delivered. */
export class EventFate {
  readonly #connection: DestinationConnection;
  readonly #lostBefore: number;
  #isGiven = false;
  #id: string | undefined;
  /** Of its id, right after it was handed over. */
  #heldBefore = 0;

  constructor(connection: DestinationConnection) {
    this.#connection = connection;
    this.#lostBefore = countLost(statsOf(connection));
  }

  /** To be told what `enqueue` says of it. */
  readonly onGiven = (id: string | undefined): void => {
    this.#isGiven = true;
    this.#id = id;
    this.#heldBefore = this.#countHeld(id);
  };

  /** Whether the destination takes it, as far as is known. */
  get isTaken(): boolean {
    return this.#id !== undefined;
  }

  /** Whether it is delivered by now; undefined when the destination does not take it. */
  isDelivered(): boolean | undefined {
    if (!this.#isGiven) return false;
    if (!this.isTaken) return undefined;
    const held = this.#countHeld(this.#id);
    // Another of the same id may have been given up before.
    const isHeld = held > 0 && held >= this.#heldBefore;
    return !isHeld && countLost(statsOf(this.#connection)) === this.#lostBefore;
  }

  /** How many events of an id wait or were given up; where the queue does not show them: whether any wait. */
  #countHeld(id: string | undefined): number {
    const { memory } = this.#connection;
    if (memory !== undefined) return memory.find((event) => event.id === id).length;
    return statsOf(this.#connection).pending > 0 ? 1 : 0;
  }
}
