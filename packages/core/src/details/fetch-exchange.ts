import type { Wildcard } from "./wildcard.ts";
import type { CapturedBody, CapturedExchange, Details } from "../adapter/details.ts";
import { isResponse } from "../adapter/is-response.ts";
import { Branch } from "./branch.ts";
import { contentKind } from "./content-kind.ts";

/** Milliseconds after which a record waits no longer for the body of its response. */
const LONGEST_WAIT = 1_000;

/** Where a handler gets a `Request` and returns a `Response`: what passes is seen in branches of their streams. */
export class FetchExchange implements CapturedExchange {
  readonly #request: Request;
  readonly #details: Details;
  readonly #contentTypes: readonly Wildcard[];
  readonly #requestBody: Branch | undefined;
  #response: Response | undefined;
  #responseBody: Branch | undefined;

  /** To be called before the handler reads the request. */
  constructor(request: Request, details: Details, contentTypes: readonly Wildcard[]) {
    this.#request = request;
    this.#details = details;
    this.#contentTypes = contentTypes;
    this.#requestBody = this.#branch(request, details.requestBodyBytes);
  }

  /**
   * To be called before anybody reads the response.
   *
   * @returns a promise where a body is still to come
   */
  answered(response: unknown): Promise<unknown> | undefined {
    if (isResponse(response)) {
      this.#response = response;
      if (this.#request.method !== "HEAD") {
        this.#responseBody = this.#branch(response, this.#details.responseBodyBytes);
      }
    }
    const branches = [this.#requestBody, this.#responseBody].filter((each) => each !== undefined);
    if (branches.length === 0) return undefined;
    const letGo = (): void => {
      for (const branch of branches) branch.letGo();
    };
    // The app's own stream is to learn at once that the client has left. Deno prints a warning where it is read.
    const signal = "Deno" in globalThis ? undefined : this.#request.signal;
    if (signal?.aborted === true) letGo();
    signal?.addEventListener("abort", letGo, { once: true });
    const seen = Promise.all(branches.map(({ done }) => done));
    return Promise.race([seen, elapsed(LONGEST_WAIT)]).then(() => {
      signal?.removeEventListener("abort", letGo);
      letGo();
    });
  }

  requestHeaders(): [string, string][] {
    return [...this.#request.headers];
  }

  responseHeaders(): [string, string][] {
    return this.#response === undefined ? [] : [...this.#response.headers];
  }

  requestBody(): CapturedBody | undefined {
    return bodyOf(this.#requestBody, this.#request.headers);
  }

  responseBody(): CapturedBody | undefined {
    return this.#response && bodyOf(this.#responseBody, this.#response.headers);
  }

  #branch(message: Request | Response, most: number): Branch | undefined {
    if (most === 0) return undefined;
    try {
      // Not the body, of which runtimes make a stream that is sent in another form: it is asked of a copy.
      if (message.bodyUsed) return undefined;
      const type = message.headers.get("content-type") ?? undefined;
      // Events come for as long as the client stays.
      if (type?.startsWith("text/event-stream") === true) return undefined;
      if (contentKind(type, this.#contentTypes) === undefined) return undefined;
      const { body } = message.clone();
      return body === null ? undefined : new Branch(body, most);
    } catch {
      // Somebody holds the stream already, or the app serves an object with no more than a method and a URL.
      return undefined;
    }
  }
}

function bodyOf(branch: Branch | undefined, headers: Headers): CapturedBody | undefined {
  const bytes = branch?.bytes();
  if (branch === undefined || bytes === undefined || bytes.length === 0) return undefined;
  return {
    bytes,
    isWhole: branch.isWhole,
    contentType: headers.get("content-type") ?? undefined,
    contentEncoding: headers.get("content-encoding") ?? undefined,
  };
}

/** A timer that keeps no process alive. */
function elapsed(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds) as { unref?(): void } | number;
    if (typeof timer === "object") timer.unref?.();
  });
}
