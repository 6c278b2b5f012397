import type { OpenRequest } from "../pipeline/observed-request.ts";
import { LastingRequests } from "./lasting-requests.ts";

/** A request under way, as it stands among the others of its mount. */
export interface RunningRequest<FrameworkRequest> {
  /** The framework's own; replaced where that makes it only after the request is observed. */
  request: FrameworkRequest;
  readonly method: string;
  /** Reading of `performance.now()`. */
  readonly startedAt: number;
  olderRunning?: RunningRequest<FrameworkRequest> | undefined;
  newerRunning?: RunningRequest<FrameworkRequest> | undefined;
  isRunning?: boolean;
}

/** Milliseconds after which a request counts as one that lasts. */
const LASTING = 1_000;
/** Routes that one delivery asks for: adapters may search for theirs, and apps have functions of their own. */
const MOST_ASKED = 2_000;
/** Simulated responses may never end: they are not to be kept for that. */
const MOST_REQUESTS = 100_000;

/** The requests of a mount that have not ended, oldest first. */
export class RunningRequests<FrameworkRequest> {
  #oldest: RunningRequest<FrameworkRequest> | undefined;
  #newest: RunningRequest<FrameworkRequest> | undefined;
  #count = 0;
  /** The oldest that is not known to last. */
  #next: RunningRequest<FrameworkRequest> | undefined;
  readonly #lasting = new LastingRequests<FrameworkRequest>();

  add(running: RunningRequest<FrameworkRequest>): void {
    running.isRunning = true;
    running.olderRunning = this.#newest;
    if (this.#newest === undefined) this.#oldest = running;
    else this.#newest.newerRunning = running;
    this.#newest = running;
    this.#next ??= running;
    if (++this.#count > MOST_REQUESTS) this.remove(this.#oldest!);
  }

  remove(running: RunningRequest<FrameworkRequest>): void {
    if (!running.isRunning) return;
    running.isRunning = false;
    const { olderRunning: older, newerRunning: newer } = running;
    if (this.#next === running) this.#next = newer;
    else this.#lasting.remove(running);
    if (older === undefined) this.#oldest = newer;
    else older.newerRunning = newer;
    if (newer === undefined) this.#newest = older;
    else newer.olderRunning = older;
    running.olderRunning = running.newerRunning = undefined;
    this.#count--;
  }

  /**
   * How many last by now, by method and route; at most 100 of these. Each request is asked for its route once, and again
   * while it has none. Where thousands begin to last at once, they are counted over several calls.
   */
  lasting(
    now: number,
    routeOf: (request: FrameworkRequest) => string | undefined,
  ): readonly OpenRequest[] {
    this.#lasting.askAgain(MOST_ASKED, routeOf);
    for (let asked = 0; asked < MOST_ASKED; asked++) {
      const running = this.#next;
      if (running === undefined || now - running.startedAt < LASTING) break;
      this.#next = running.newerRunning;
      const route = routeOf(running.request);
      // A function of the app may have ended it.
      if (running.isRunning) this.#lasting.add(running, route);
    }
    return this.#lasting.list();
  }
}
