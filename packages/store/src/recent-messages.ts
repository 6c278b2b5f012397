import { MESSAGE_ID_WINDOW } from "@peekjs/protocol";
import { PairIndex } from "./loader/pair-index.ts";
import { halvesOf } from "./message-digest.ts";

/** Messages are forgotten a generation at a time: this many milliseconds. */
const GENERATION = 7_200_000;
/** A full one has 16 bytes a message; it grows in steps, the last of which must not hold up ingest for long. */
const GENERATION_SIZE = 1_048_576;
/** Half a gigabyte; many more than 24 hours touch: a clock that is set wrong for a moment has nothing forgotten. */
const MOST_GENERATIONS = 32;

/** Messages that are known at most. */
export const MOST_MESSAGES = GENERATION_SIZE * MOST_GENERATIONS;

interface Generation {
  /** Milliseconds since 1970. */
  start: number;
  messages: PairIndex;
}

/** Digests of the messages of at least the last 24 hours, or of the newest where there are too many. */
export class RecentMessages {
  readonly #generationSize: number;
  readonly #mostGenerations: number;
  /** In the order in which they began. */
  readonly #generations: Generation[] = [];

  constructor({ generationSize = GENERATION_SIZE, mostGenerations = MOST_GENERATIONS } = {}) {
    this.#generationSize = generationSize;
    this.#mostGenerations = mostGenerations;
  }

  /** Whether it came within the 24 hours before `now`, milliseconds since 1970. */
  has(digest: bigint, now: number): boolean {
    const [low, high] = halvesOf(digest);
    for (const { start, messages } of this.#generations) {
      if (start + GENERATION > now - MESSAGE_ID_WINDOW && messages.has(low, high)) return true;
    }
    return false;
  }

  add(digest: bigint, receivedAt: number): void {
    this.#generationOf(startOf(receivedAt)).messages.indexOf(...halvesOf(digest));
  }

  /** Adds many at once, without a big integer of each: the machines that DuckDB runs on have the low half first. */
  addAll(digests: BigUint64Array, receivedAt: Float64Array): void {
    const halves = new Uint32Array(digests.buffer, digests.byteOffset, 2 * digests.length);
    let generation: Generation | undefined;
    for (let index = 0; index < digests.length; index++) {
      const start = startOf(receivedAt[index]!);
      if (generation?.start !== start || generation.messages.size >= this.#generationSize) {
        generation = this.#generationOf(start);
      }
      generation.messages.indexOf(halves[2 * index]!, halves[2 * index + 1]!);
    }
  }

  #generationOf(start: number): Generation {
    const last = this.#generations.findLast((generation) => generation.start === start);
    if (last !== undefined && last.messages.size < this.#generationSize) return last;
    const generation = { start, messages: new PairIndex() };
    this.#generations.push(generation);
    if (this.#generations.length > this.#mostGenerations) this.#forgetOldest();
    return generation;
  }

  #forgetOldest(): void {
    const oldest = Math.min(...this.#generations.map(({ start }) => start));
    const index = this.#generations.findIndex(({ start }) => start === oldest);
    this.#generations.splice(index, 1);
  }
}

/** Of the generation that a message belongs to. */
function startOf(receivedAt: number): number {
  return Math.floor(receivedAt / GENERATION) * GENERATION;
}
