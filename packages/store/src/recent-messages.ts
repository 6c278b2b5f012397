import { MESSAGE_ID_WINDOW } from "@peekjs/protocol";
import { PairIndex } from "./loader/pair-index.ts";
import { halvesOf } from "./message-digest.ts";

/** Messages are forgotten a generation at a time: this many milliseconds. */
const GENERATION = 7_200_000;
/** One more than 24 hours may touch: a clock that is set wrong for a moment has nothing forgotten. */
const MOST_GENERATIONS = MESSAGE_ID_WINDOW / GENERATION + 2;

/** Digests of the messages of at least the last 24 hours, in about 32 bytes each. */
export class RecentMessages {
  /** By start, milliseconds since 1970. */
  readonly #generations = new Map<number, PairIndex>();

  /** Whether it came within the 24 hours before `now`, milliseconds since 1970. */
  has(digest: bigint, now: number): boolean {
    const [low, high] = halvesOf(digest);
    for (const [start, messages] of this.#generations) {
      if (start + GENERATION > now - MESSAGE_ID_WINDOW && messages.has(low, high)) return true;
    }
    return false;
  }

  add(digest: bigint, receivedAt: number): void {
    const start = Math.floor(receivedAt / GENERATION) * GENERATION;
    let messages = this.#generations.get(start);
    if (!messages) {
      messages = new PairIndex();
      this.#generations.set(start, messages);
      this.#forgetOldest();
    }
    messages.indexOf(...halvesOf(digest));
  }

  #forgetOldest(): void {
    if (this.#generations.size <= MOST_GENERATIONS) return;
    this.#generations.delete(Math.min(...this.#generations.keys()));
  }
}
