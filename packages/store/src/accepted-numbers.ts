import { type Interval, IntervalSet } from "@peekjs/protocol";
import { FORGET_MS } from "./database/clients.ts";

/** Clients that are known at once. */
export const MAX_CLIENTS = 1_000_000;

/** Clients are forgotten a generation at a time: those seen last in one day, or a tenth of all that are known at once. */
const GENERATION_MS = 24 * 3_600_000;
const GENERATIONS = 10;

/** Nearly always one interval, which takes a fraction of the memory of a set. */
type Numbers = { first: number; last: number } | IntervalSet;

interface Generation {
  start: number;
  clients: Map<string, Numbers>;
}

/**
 * Accepted record numbers of the clients that were seen within the last nine days, in about 150 bytes each. Of more than
 * a million, those longest unseen are forgotten first. Days are those of the monotonic clock: a wall clock that is set
 * wrong for a moment would have all forgotten.
 */
export class AcceptedNumbers {
  readonly #maxClients: number;
  readonly #now: () => number;
  /** The newest last. A client is in that one in which it was last seen. */
  #generations: Generation[] = [];

  /** @param now reading of a clock in milliseconds */
  constructor(maxClients = MAX_CLIENTS, now: () => number = () => performance.now()) {
    this.#maxClients = maxClients;
    this.#now = now;
  }

  /** The parts of `first` … `last` that are not accepted, in order. */
  missing(instance: string, first: number, last: number): Interval[] {
    const known = this.#generationOf(instance)?.clients.get(instance);
    if (known instanceof IntervalSet) return known.missing(first, last);
    if (!known || last < known.first || first > known.last) return [[first, last]];
    const missing: Interval[] = [];
    if (first < known.first) missing.push([first, known.first - 1]);
    if (last > known.last) missing.push([known.last + 1, last]);
    return missing;
  }

  add(instance: string, first: number, last: number): void {
    const current = this.#currentAt(this.#now());
    const generation = this.#generationOf(instance);
    const known = generation?.clients.get(instance);
    const numbers = withInterval(known, first, last);
    if (generation === current && numbers === known) return;
    generation?.clients.delete(instance);
    current.clients.set(instance, numbers);
  }

  #generationOf(instance: string): Generation | undefined {
    return this.#generations.findLast(({ clients }) => clients.has(instance));
  }

  #currentAt(time: number): Generation {
    const newest = this.#generations.at(-1);
    const most = this.#maxClients / GENERATIONS;
    if (newest && time < newest.start + GENERATION_MS && newest.clients.size < most) return newest;
    // Those that their clients have left would be asked about every new client.
    this.#generations = this.#generations.filter(({ clients }) => clients.size > 0);
    while (this.#generations[0] && this.#isForgotten(this.#generations[0], time)) {
      this.#generations.shift();
    }
    const begun = { start: time, clients: new Map<string, Numbers>() };
    this.#generations.push(begun);
    return begun;
  }

  #isForgotten({ start }: Generation, now: number): boolean {
    const known = this.#generations.reduce((sum, { clients }) => sum + clients.size, 0);
    return (
      start + GENERATION_MS <= now - FORGET_MS || known > this.#maxClients * (1 - 1 / GENERATIONS)
    );
  }
}

/** Changes what is known, and gives it back, where it can. */
function withInterval(known: Numbers | undefined, first: number, last: number): Numbers {
  if (!known) return { first, last };
  if (known instanceof IntervalSet) {
    known.add(first, last);
    return known;
  }
  if (first <= known.last + 1 && last >= known.first - 1) {
    known.first = Math.min(known.first, first);
    known.last = Math.max(known.last, last);
    return known;
  }
  const numbers = new IntervalSet();
  numbers.add(known.first, known.last);
  numbers.add(first, last);
  return numbers;
}
