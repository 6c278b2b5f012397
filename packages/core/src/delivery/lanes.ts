import type { Platform } from "../platform.ts";
import type { Signal } from "./signal.ts";
import type { Retries } from "./retries.ts";

const MOST = 2;
/** Milliseconds that cut connections may take to end; those of a request that has ended itself never do. */
const LONGEST_CLOSE = 250;

export interface LanesSettings {
  platform: Pick<Platform, "nextTurn">;
  retries: Retries;
  /** Notified whenever a piece of work has ended. */
  ended: Signal;
  hasWork(): boolean;
  /** Does the next piece; never rejects. */
  work(): Promise<void>;
}

/** Does one piece of work after the other, at most two at a time, while the endpoint may be asked. */
export class Lanes {
  readonly #settings: LanesSettings;
  #busy = 0;
  #isClosed = false;
  /** What was under way has been given up. */
  #isOver = false;

  constructor(settings: LanesSettings) {
    this.#settings = settings;
  }

  get isBusy(): boolean {
    return this.#busy > 0;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /**
   * @param until reading of the monotonic clock after which nothing further is begun
   * @returns settles when what this call started has come to an end
   */
  async start(until: number): Promise<void> {
    const { retries, hasWork } = this.#settings;
    const lanes: Promise<void>[] = [];
    while (this.#hasRoom() && retries.mayTry(until) && hasWork()) lanes.push(this.#run(until));
    await Promise.all(lanes);
  }

  /** Begins nothing more. Resolves when what is under way has ended, or takes so long that it is given up. */
  async close(): Promise<void> {
    const { ended } = this.#settings;
    this.#isClosed = true;
    ended.notify();
    const until = performance.now() + LONGEST_CLOSE;
    for (let left = LONGEST_CLOSE; this.isBusy && left > 0; left = until - performance.now()) {
      await ended.within(left);
    }
    this.#isOver = true;
  }

  async #run(until: number): Promise<void> {
    const { platform, retries, ended, hasWork, work } = this.#settings;
    this.#busy++;
    do {
      await work();
      if (this.#isOver) return;
      if (!hasWork()) break;
      ended.notify();
      await platform.nextTurn();
      if (this.#isOver) return;
    } while (!this.#isClosed && performance.now() < until && retries.mayTry(until));
    this.#busy--;
    ended.notify();
  }

  /** While the endpoint fails, one piece at a time finds out whether it has recovered. */
  #hasRoom(): boolean {
    return !this.#isClosed && this.#busy < (this.#settings.retries.isFailing ? 1 : MOST);
  }
}
