import type { ObservedRequest } from "../observed-request.ts";

/** Characters of buffered texts that are held until the next write of a group. */
const MOST_CHARACTERS = 1024 * 1024;

/** Requests, and product events as JSON, that wait to be written as a group, each in the order in which they came. */
export class RecordBuffer {
  #requests: ObservedRequest[] = [];
  #events: string[] = [];
  #characters = 0;

  get length(): number {
    return this.#requests.length + this.#events.length;
  }

  /** Whether the records hold so much that they should be written at once. */
  get isHeavy(): boolean {
    return this.#characters > MOST_CHARACTERS;
  }

  push(request: ObservedRequest): void {
    this.#requests.push(request);
    // Texts of bounded length that most requests have; the others are rare.
    const { path, credential, userAgent, errorMessage } = request;
    this.#characters += (path?.length ?? 0) + (credential?.length ?? 0) + (userAgent?.length ?? 0);
    if (errorMessage !== undefined) this.#characters += errorMessage.length;
    if (hasExtras(request)) this.#characters += extraCharacters(request);
  }

  pushEvent(json: string): void {
    this.#events.push(json);
    this.#characters += json.length;
  }

  /** Takes out the oldest records, at most so many in all. */
  take(count: number): { requests: ObservedRequest[]; events: string[] } {
    const requests = this.#requests.slice(0, count);
    this.#requests = this.#requests.slice(requests.length);
    const events = this.#events.slice(0, count - requests.length);
    this.#events = this.#events.slice(events.length);
    if (this.length === 0) this.#characters = 0;
    return { requests, events };
  }
}

function hasExtras(request: ObservedRequest): boolean {
  return (
    request.query !== undefined ||
    request.errorStack !== undefined ||
    request.metadata !== undefined ||
    request.requestBody !== undefined ||
    request.responseBody !== undefined ||
    request.requestHeaders !== undefined ||
    request.responseHeaders !== undefined
  );
}

function extraCharacters(request: ObservedRequest): number {
  let characters = (request.query?.length ?? 0) + (request.errorStack?.length ?? 0);
  characters += (request.requestBody?.length ?? 0) + (request.responseBody?.length ?? 0);
  for (const fields of [request.metadata, request.requestHeaders, request.responseHeaders]) {
    for (const value of Object.values(fields ?? {})) {
      characters += typeof value === "string" ? value.length : 8;
    }
  }
  return characters;
}
