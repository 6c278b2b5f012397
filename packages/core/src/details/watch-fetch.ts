import type { CapturedBody, CapturedExchange, Details } from "../adapter/details.ts";
import { contentKind } from "./content-kind.ts";

/** Milliseconds after which a record waits no longer for the body of its response. */
const LONGEST_WAIT = 1_000;

/** Where a handler gets a `Request` and returns a `Response`: what passes is seen in branches of their streams. */
export class FetchExchange implements CapturedExchange {
  readonly #request: Request;
  readonly #details: Details;
  readonly #contentTypes: readonly RegExp[];
  readonly #requestBody: Branch | undefined;
  #response: Response | undefined;
  #responseBody: Branch | undefined;

  /** To be called before the handler reads the request. */
  constructor(request: Request, details: Details, contentTypes: readonly RegExp[]) {
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
    if (response instanceof Object) {
      this.#response = response as Response;
      if (this.#request.method !== "HEAD") {
        this.#responseBody = this.#branch(this.#response, this.#details.responseBodyBytes);
      }
    }
    const branches = [this.#requestBody, this.#responseBody].filter((each) => each !== undefined);
    if (branches.length === 0) return undefined;
    const seen = Promise.all(branches.map(({ done }) => done));
    return Promise.race([seen, elapsed(LONGEST_WAIT)]).then(() => {
      for (const branch of branches) branch.letGo();
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
    if (most === 0 || message.body === null || message.bodyUsed) return undefined;
    const type = message.headers.get("content-type") ?? undefined;
    // Events come for as long as the client stays.
    if (type?.startsWith("text/event-stream") === true) return undefined;
    if (contentKind(type, this.#contentTypes) === undefined) return undefined;
    try {
      const { body } = message.clone();
      return body === null ? undefined : new Branch(body, most);
    } catch {
      // Somebody holds the stream already.
      return undefined;
    }
  }
}

/** The beginning of a stream; what comes after it is let go. */
class Branch {
  readonly done: Promise<unknown>;
  isWhole = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #isLetGo = false;

  constructor(body: ReadableStream<Uint8Array>, most: number) {
    this.#reader = body.getReader();
    // A stream that breaks ends as well.
    this.done = this.#read(most).catch(() => undefined);
  }

  bytes(): Uint8Array {
    const bytes = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    return bytes;
  }

  /** The source learns that a client has left only when no branch is read any more. */
  letGo(): void {
    this.#isLetGo = true;
    // It settles only when the other branch is let go too.
    this.#reader.cancel().catch(() => undefined);
  }

  async #read(most: number): Promise<void> {
    while (this.#size < most) {
      const { done, value } = await this.#reader.read();
      if (done) {
        this.isWhole = !this.#isLetGo;
        return;
      }
      const chunk = value.subarray(0, most - this.#size);
      this.#chunks.push(chunk);
      this.#size += chunk.length;
    }
    // What nobody reads of a branch piles up in memory.
    this.letGo();
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
