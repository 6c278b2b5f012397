import { encodeRequestRows, RequestColumnsWriter } from "@peekjs/protocol";
import type { ObservedRequest } from "../observed-request.ts";

/** Up to so many requests are written as rows: columns cost more than they save. */
const FEW = 3;
/** Characters of buffered texts that are held until the next write of a group. */
const MOST_CHARACTERS = 1024 * 1024;

/** What a group is to hold; requests and events as JSON. */
export interface Records {
  requests: string | undefined;
  events: string[];
  count: number;
}

/**
 * Requests, and product events as JSON, that wait to be written as a group. Requests are not held but written into
 * columns at once: read later, when they have left the processor's caches, they cost several times as much.
 */
export class RecordBuffer {
  #few: ObservedRequest[] = [];
  readonly #columns = new RequestColumnsWriter();
  #events: string[] = [];
  #characters = 0;

  get length(): number {
    return this.#few.length + this.#columns.count + this.#events.length;
  }

  /** Whether the records hold so much that they should be written at once. */
  get isHeavy(): boolean {
    return this.#characters > MOST_CHARACTERS;
  }

  push(request: ObservedRequest): void {
    if (this.#columns.count > 0) this.#columns.add(request);
    else if (this.#few.push(request) > FEW) this.#useColumns();
    // Texts of bounded length that most requests have; the others are rare.
    const { path, userAgent, errorMessage } = request;
    this.#characters += (path?.length ?? 0) + (userAgent?.length ?? 0);
    if (errorMessage !== undefined) this.#characters += errorMessage.length;
    if (hasExtras(request)) this.#characters += extraCharacters(request);
  }

  pushEvent(json: string): void {
    this.#events.push(json);
    this.#characters += json.length;
  }

  /** Takes out all records. */
  take(): Records {
    const count = this.length;
    const records = { requests: this.#takeRequests(), events: this.#events, count };
    this.#events = [];
    this.#characters = 0;
    return records;
  }

  #useColumns(): void {
    for (const request of this.#few) this.#columns.add(request);
    this.#few = [];
  }

  #takeRequests(): string | undefined {
    if (this.#columns.count > 0) return this.#columns.take();
    if (this.#few.length === 0) return undefined;
    const rows = encodeRequestRows(this.#few);
    this.#few = [];
    return rows;
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
