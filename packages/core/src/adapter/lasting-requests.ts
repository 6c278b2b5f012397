import type { OpenRequest } from "../pipeline/observed-request.ts";
import type { RunningRequest } from "./running-requests.ts";

type RouteOf<FrameworkRequest> = (request: FrameworkRequest) => string | undefined;

interface Row {
  readonly key: string;
  readonly method: string;
  readonly route: string | null;
  count: number;
}

const MOST_ROWS = 100;

/** Counts requests that last, by method and route, so that a delivery need not go through all of them. */
export class LastingRequests<FrameworkRequest> {
  readonly #rows = new Map<string, Row>();
  readonly #rowOf = new Map<RunningRequest<FrameworkRequest>, Row>();
  /** Those without a route yet: something slow may run in front of the router. */
  readonly #unrouted = new Set<RunningRequest<FrameworkRequest>>();

  add(running: RunningRequest<FrameworkRequest>, route: string | undefined): void {
    const { method } = running;
    // No method holds a space.
    const key = route === undefined ? method : `${method} ${route}`;
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { key, method, route: route ?? null, count: 0 };
      this.#rows.set(key, row);
    }
    row.count++;
    this.#rowOf.set(running, row);
    if (route === undefined) this.#unrouted.add(running);
  }

  remove(running: RunningRequest<FrameworkRequest>): void {
    // Asked of most requests that end, of which few last.
    if (this.#rowOf.size === 0) return;
    const row = this.#rowOf.get(running);
    if (row === undefined) return;
    this.#rowOf.delete(running);
    this.#unrouted.delete(running);
    if (--row.count === 0) this.#rows.delete(row.key);
  }

  /** Asks those without a route for it again, in turn; so many at most. */
  askAgain(most: number, routeOf: RouteOf<FrameworkRequest>): void {
    let left = Math.min(most, this.#unrouted.size);
    for (const running of this.#unrouted) {
      if (left-- === 0) return;
      const route = routeOf(running.request);
      // A function of the app may have ended it.
      if (!this.#unrouted.has(running)) continue;
      this.remove(running);
      this.add(running, route);
    }
  }

  /** At most 100 of the rows. */
  list(): readonly OpenRequest[] {
    const list: OpenRequest[] = [];
    for (const { method, route, count } of this.#rows.values()) {
      if (list.push([method, route, count]) === MOST_ROWS) break;
    }
    return list;
  }
}
