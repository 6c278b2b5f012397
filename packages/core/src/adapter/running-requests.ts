import type { OpenRequest } from "../observed-request.ts";

/** A request under way, as it stands among the others of its mount. */
export interface RunningRequest<FrameworkRequest> {
  /** Replaced where a framework makes its own only later. */
  request: FrameworkRequest;
  readonly method: string;
  /** Reading of `performance.now()`. */
  readonly startedAt: number;
  older?: RunningRequest<FrameworkRequest> | undefined;
  newer?: RunningRequest<FrameworkRequest> | undefined;
  isRunning?: boolean;
}

/** Milliseconds after which a request counts as one that lasts. */
const LASTING = 1_000;
const MOST_ROWS = 100;
/** Simulated responses may never end: they are not to be kept for that. */
const MOST_REQUESTS = 100_000;

/** The requests of a mount that have not ended, oldest first. */
export class RunningRequests<FrameworkRequest> {
  #oldest: RunningRequest<FrameworkRequest> | undefined;
  #newest: RunningRequest<FrameworkRequest> | undefined;
  #count = 0;

  add(running: RunningRequest<FrameworkRequest>): void {
    running.isRunning = true;
    running.older = this.#newest;
    if (this.#newest === undefined) this.#oldest = running;
    else this.#newest.newer = running;
    this.#newest = running;
    if (++this.#count > MOST_REQUESTS) this.remove(this.#oldest!);
  }

  remove(running: RunningRequest<FrameworkRequest>): void {
    if (!running.isRunning) return;
    running.isRunning = false;
    const { older, newer } = running;
    if (older === undefined) this.#oldest = newer;
    else older.newer = newer;
    if (newer === undefined) this.#newest = older;
    else newer.older = older;
    running.older = running.newer = undefined;
    this.#count--;
  }

  /** How many last by now, by method and route; at most 100 of these. */
  lasting(
    now: number,
    routeOf: (request: FrameworkRequest) => string | undefined,
  ): readonly OpenRequest[] {
    const rows = new Map<string, [method: string, route: string | null, count: number]>();
    let running = this.#oldest;
    for (; running !== undefined && now - running.startedAt >= LASTING; running = running.newer) {
      const { method } = running;
      const route = routeOf(running.request) ?? null;
      const key = JSON.stringify([method, route]);
      const row = rows.get(key);
      if (row !== undefined) row[2]++;
      else if (rows.size < MOST_ROWS) rows.set(key, [method, route, 1]);
    }
    return [...rows.values()];
  }
}
