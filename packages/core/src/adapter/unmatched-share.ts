import type { ObservedRequest } from "../pipeline/observed-request.ts";
import { redactPath } from "../privacy/redact-path.ts";

/** Requests after which the share says something. */
const ENOUGH = 1_000;
/** Share of requests without a route above which the set-up is in doubt. */
const TOO_MANY = 0.2;

/** Watches how many of a mount's requests matched no route. */
export class UnmatchedShare {
  #requests = 0;
  #unmatched = 0;
  #example = "";

  /** Counts a request; returns what is to be said when, of the first thousand, too many matched nothing. */
  count({ method, route, path = "/…" }: ObservedRequest): string | undefined {
    // What browsers ask before a request of their own is answered by a middleware, before any route.
    if (this.#requests === ENOUGH || method === "OPTIONS") return undefined;
    if (route === undefined) {
      this.#unmatched++;
      this.#example = path;
    }
    if (++this.#requests < ENOUGH || this.#unmatched <= ENOUGH * TOO_MANY) return undefined;
    const percent = Math.round((100 * this.#unmatched) / ENOUGH);
    return `${percent} % of requests matched no route (e.g. ${redactPath(this.#example)}) and are grouped as "(unmatched)". If they are the app's own, is its router one that peek knows? If not, \`route\` tells their templates on Express, Koa and node:http. \`ignore\` leaves out what is not the app's own.`;
  }
}
