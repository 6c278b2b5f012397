import type { ObservedRequest } from "../pipeline/observed-request.ts";

/** Characters of texts that wait: of each record on average, and in any case. */
const CHARACTERS_EACH = 1_024;
const FEWEST_CHARACTERS = 16 * 1024 * 1024;
/** What a request takes beside its bodies. */
const REQUEST_CHARACTERS = 1_024;

/** An event that waits. */
export interface WaitingEvent {
  readonly json: string;
  /** Told what a destination's `enqueue` says of it. */
  readonly onGiven?: ((id: string | undefined) => void) | undefined;
}

/** Holds what calls hand over, within bounds, until the turn of the event loop in which it is passed on. */
export class Backlog {
  readonly #most: number;
  readonly #mostCharacters: number;
  #events: WaitingEvent[] = [];
  #requests: ObservedRequest[] = [];
  #characters = 0;

  /** @param most records */
  constructor(most: number) {
    this.#most = most;
    this.#mostCharacters = Math.max(FEWEST_CHARACTERS, most * CHARACTERS_EACH);
  }

  get length(): number {
    return this.#events.length + this.#requests.length;
  }

  /** False when there is no room. */
  addEvent(event: WaitingEvent): boolean {
    if (!this.#reserve(event.json.length)) return false;
    this.#events.push(event);
    return true;
  }

  /** False when there is no room. */
  addRequest(request: ObservedRequest): boolean {
    if (!this.#reserve(charactersOf(request))) return false;
    this.#requests.push(request);
    return true;
  }

  /** Takes out the oldest, at most so many of each. */
  take(most: number): { events: WaitingEvent[]; requests: ObservedRequest[] } {
    const events = this.#events.splice(0, most);
    const requests = this.#requests.splice(0, most);
    for (const { json } of events) this.#characters -= json.length;
    for (const request of requests) this.#characters -= charactersOf(request);
    if (this.length === 0) this.#characters = 0;
    return { events, requests };
  }

  #reserve(characters: number): boolean {
    const isFull = this.#characters + characters > this.#mostCharacters;
    if (isFull || this.length >= this.#most) return false;
    this.#characters += characters;
    return true;
  }
}

function charactersOf({ requestBody, responseBody }: ObservedRequest): number {
  return REQUEST_CHARACTERS + (requestBody?.length ?? 0) + (responseBody?.length ?? 0);
}
