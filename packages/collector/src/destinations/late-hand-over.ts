import type { HandOver } from "./hand-over.ts";
import type { Outgoing } from "./outgoing.ts";

/** Milliseconds for a hand-over: no vendor is asked in it, and whoever waits for one must not hold up the rest. */
const TIMEOUT = 30_000;

/** Waits for the hand-overs to one destination no longer than they may take, and knows what became of one that took longer. */
export class LateHandOver {
  /** It has not returned yet: until it does, nothing else is to be handed over. */
  #underWay: Promise<void> | undefined;
  /** Records that came to be in the queue, after whoever handed them over was told that they are not. */
  readonly #given = new WeakSet<object>();

  /** Resolves when the one has returned that takes longer; undefined where none does. */
  get underWay(): Promise<void> | undefined {
    return this.#underWay;
  }

  /** Resolves with whether it returned in time. */
  async run(handOver: HandOver): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<false>(
      (resolve) => (timer = setTimeout(() => resolve(false), TIMEOUT)),
    );
    const work = handOver.run();
    const isInTime = await Promise.race([work.then(() => true), late]).finally(() =>
      clearTimeout(timer),
    );
    if (isInTime) return true;
    handOver.stop();
    this.#await(handOver, work);
    return false;
  }

  /** Waits for it no more: it is of a connection that is closed. */
  leave(): void {
    this.#underWay = undefined;
  }

  /** What of batches is still to be given. */
  without(batches: readonly Outgoing[]): Outgoing[] {
    const isLeft = (record: object): boolean => !this.#given.has(record);
    return batches.map((batch) => ({
      ...batch,
      events: batch.events.filter(isLeft),
      requests: batch.requests.filter(isLeft),
    }));
  }

  #await(handOver: HandOver, work: Promise<void>): void {
    const note = (): void => {
      for (const record of handOver.slice) this.#given.add(record);
    };
    const free = (): void => {
      if (this.#underWay === underWay) this.#underWay = undefined;
    };
    const underWay = work.then(note).then(free, free);
    this.#underWay = underWay;
  }
}
