import type { Cancel, Platform } from "../platform.ts";

/** Milliseconds after which a process that was about to end, and has not, is kept alive by something else. */
const END_TIME = 1_000;

/** Makes requests that can be given up together: one that is under way keeps the process alive. */
export class AbandonableFetch {
  readonly #schedule: Platform["schedule"];
  #ending: Error | undefined;
  #cancel: Cancel | undefined;
  /** Who made a request holds its controller, by the signal that it passed, until it has read the answer. */
  readonly #underWay = new Set<WeakRef<AbortController>>();

  constructor(schedule: Platform["schedule"]) {
    this.#schedule = schedule;
  }

  readonly fetch: typeof fetch = (input, init) => {
    if (this.#ending !== undefined) return Promise.reject(this.#ending);
    this.#forgetEnded();
    const controller = new AbortController();
    const signal = init?.signal ?? undefined;
    signal?.addEventListener("abort", () => controller.abort(signal.reason));
    if (signal?.aborted === true) controller.abort(signal.reason);
    this.#underWay.add(new WeakRef(controller));
    return fetch(input, { ...init, signal: controller.signal });
  };

  /** Gives up what is under way, and what would begin while the process ends. */
  abandon(reason: Error): void {
    this.#ending = reason;
    this.#cancel?.();
    this.#cancel = this.#schedule(() => this.goOn(), END_TIME);
    for (const request of this.#underWay) request.deref()?.abort(reason);
    this.#underWay.clear();
  }

  /** Makes requests again, before the time that an end may take is over: the app itself asks for them. */
  goOn(): void {
    this.#cancel?.();
    this.#ending = undefined;
  }

  #forgetEnded(): void {
    for (const request of this.#underWay) {
      if (request.deref() === undefined) this.#underWay.delete(request);
    }
  }
}
