import type { ObservedRequest } from "../pipeline/observed-request.ts";
import { mayBeLarge } from "./fit.ts";

/** Requests that are taken in together: one by one, between the app's own work, each would find the caches cold. */
const MOST = 64;
/** Characters at which few are taken in: many long ones would be a longer pause of the event loop than one may be. */
const MOST_CHARACTERS = 8_192;

/** Requests that wait for some more, to be taken in together. */
export class Arrivals {
  /** As soon as there are so many they are due, if not before. */
  most = 1;
  #requests: ObservedRequest[] = [];
  /** How many of them were taken out. */
  #taken = 0;
  #characters = 0;

  get length(): number {
    return this.#requests.length - this.#taken;
  }

  /** In the order in which {@link take} gives them. */
  get waiting(): readonly ObservedRequest[] {
    return this.#taken === 0 ? this.#requests : this.#requests.slice(this.#taken);
  }

  /** Whether all are to be taken now. */
  add(request: ObservedRequest): boolean {
    this.#requests.push(request);
    const count = this.length;
    this.#characters += characters(request);
    return (
      count >= this.most ||
      count >= MOST ||
      this.#characters >= MOST_CHARACTERS ||
      mayBeLarge(request)
    );
  }

  /** Takes out the first; undefined where there is none. */
  take(): ObservedRequest | undefined {
    if (this.length > 0) return this.#requests[this.#taken++];
    this.#requests = [];
    this.#taken = this.#characters = 0;
    return undefined;
  }
}

/** Of the texts that are read to the end before they are cut, however long callers of the app make them. */
function characters({ path, credential, errorStack }: ObservedRequest): number {
  return (path?.length ?? 0) + (credential?.length ?? 0) + (errorStack?.length ?? 0);
}
