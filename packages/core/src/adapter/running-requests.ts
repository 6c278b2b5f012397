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
  /** Stands before the oldest and behind the newest: whoever is added or removed then has two neighbours. */
  readonly #ends = createEnds<FrameworkRequest>();
  #count = 0;
  /** The newest that is known to last, as all before it are; the ends where none is. */
  #newestLasting: RunningRequest<FrameworkRequest> = this.#ends;
  readonly #lasting = new LastingRequests<FrameworkRequest>();

  add(running: RunningRequest<FrameworkRequest>): void {
    const ends = this.#ends;
    const newest = ends.olderRunning!;
    running.isRunning = true;
    running.olderRunning = newest;
    running.newerRunning = ends;
    newest.newerRunning = ends.olderRunning = running;
    if (++this.#count > MOST_REQUESTS) this.remove(ends.newerRunning!);
  }

  remove(running: RunningRequest<FrameworkRequest>): void {
    if (!running.isRunning) return;
    running.isRunning = false;
    const older = running.olderRunning!;
    const newer = running.newerRunning!;
    if (this.#newestLasting === running) this.#newestLasting = older;
    this.#lasting.remove(running);
    older.newerRunning = newer;
    newer.olderRunning = older;
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
      const running = this.#newestLasting.newerRunning!;
      if (running === this.#ends || now - running.startedAt < LASTING) break;
      this.#newestLasting = running;
      const route = routeOf(running.request);
      // A function of the app may have ended it.
      if (running.isRunning) this.#lasting.add(running, route);
    }
    return this.#lasting.list();
  }
}

function createEnds<FrameworkRequest>(): RunningRequest<FrameworkRequest> {
  const ends: RunningRequest<FrameworkRequest> = {
    request: undefined as FrameworkRequest,
    method: "",
    startedAt: 0,
  };
  ends.olderRunning = ends.newerRunning = ends;
  return ends;
}
