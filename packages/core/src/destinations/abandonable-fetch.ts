/** Makes requests that can be given up together: one that is under way keeps the process alive. */
export class AbandonableFetch {
  /** Who made a request holds its controller, by the signal that it passed, until it has read the answer. */
  readonly #underWay = new Set<WeakRef<AbortController>>();

  readonly fetch: typeof fetch = (input, init) => {
    this.#forgetEnded();
    const controller = new AbortController();
    const signal = init?.signal ?? undefined;
    signal?.addEventListener("abort", () => controller.abort(signal.reason));
    if (signal?.aborted === true) controller.abort(signal.reason);
    this.#underWay.add(new WeakRef(controller));
    return fetch(input, { ...init, signal: controller.signal });
  };

  abandon(reason: Error): void {
    for (const request of this.#underWay) request.deref()?.abort(reason);
    this.#underWay.clear();
  }

  #forgetEnded(): void {
    for (const request of this.#underWay) {
      if (request.deref() === undefined) this.#underWay.delete(request);
    }
  }
}
