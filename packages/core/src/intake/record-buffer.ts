import { encodeRequestRows, RequestColumnsWriter } from "@peekjs/protocol";
import type { RecurringText } from "@peekjs/protocol/internal";
import type { ObservedRequest } from "../pipeline/observed-request.ts";

/** Characters of buffered texts that are held until the next write of a group. */
const MOST_CHARACTERS = 1024 * 1024;

/** What a group is to hold; requests and events as JSON. */
export interface Records {
  requests: string | undefined;
  events: string[];
  count: number;
}

/** A request, and what is known of its texts. */
interface Single {
  request: ObservedRequest;
  route: RecurringText | undefined;
  consumer: RecurringText | undefined;
}

/**
 * Requests, and product events as JSON, that wait to be written as a group. Of requests one is held,
 * and more are written at once: reading hundreds of them together would be a pause of the event loop.
 */
export class RecordBuffer {
  /** A single request: columns of one cost twice as much. */
  #single: Single | undefined;
  /** Not before a second request comes: they take more memory than the rest of a client. */
  #columns: RequestColumnsWriter | undefined;
  #events: string[] = [];
  #characters = 0;

  get length(): number {
    const requests = this.#single === undefined ? (this.#columns?.count ?? 0) : 1;
    return requests + this.#events.length;
  }

  /** Whether the records hold so much that they should be written at once. */
  get isHeavy(): boolean {
    return this.#characters > MOST_CHARACTERS;
  }

  /**
   * @param route the request's own, where it is known as one that recurs; likewise `consumer`
   * @throws what reading the request throws; nothing of it is kept then
   */
  push(request: ObservedRequest, route?: RecurringText, consumer?: RecurringText): void {
    // A copy: reading it is what may throw.
    if (this.length === this.#events.length) {
      this.#single = { request: { ...request }, route, consumer };
    } else this.#columnsWithSingle().add(request, route, consumer);
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

  #columnsWithSingle(): RequestColumnsWriter {
    this.#columns ??= new RequestColumnsWriter();
    if (this.#single !== undefined) {
      const { request, route, consumer } = this.#single;
      this.#columns.add(request, route, consumer);
    }
    this.#single = undefined;
    return this.#columns;
  }

  #takeRequests(): string | undefined {
    const single = this.#single;
    this.#single = undefined;
    if (single !== undefined) return encodeRequestRows([single.request]);
    return this.#columns?.count ? this.#columns.take() : undefined;
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
