import type { Wildcard } from "./wildcard.ts";
import type { CapturedBody, CapturedExchange, Details } from "../adapter/details.ts";
import { isResponse } from "../adapter/is-response.ts";
import type { Beginning } from "./beginning.ts";
import { Branch } from "./branch.ts";
import { contentKind } from "./content-kind.ts";
import { OwnReads } from "./own-reads.ts";

/** Milliseconds after which a record waits no longer for the body of its response. */
const LONGEST_WAIT = 1_000;

/** Where a handler gets a `Request` and returns a `Response`: the one is seen as it is read, the other in a branch. */
export class FetchExchange implements CapturedExchange {
  readonly #request: Request;
  readonly #details: Details;
  readonly #contentTypes: readonly Wildcard[];
  readonly #requestBody: OwnReads | undefined;
  #response: Response | undefined;
  #responseBody: Branch | undefined;

  /** To be called before the handler reads the request. */
  constructor(request: Request, details: Details, contentTypes: readonly Wildcard[]) {
    this.#request = request;
    this.#details = details;
    this.#contentTypes = contentTypes;
    const most = details.requestBodyBytes;
    this.#requestBody = this.#watch(request, most, () => new OwnReads(request, most));
  }

  /**
   * To be called before anybody reads the response.
   *
   * @returns a promise where a body is still to come
   */
  answered(response: unknown): Promise<unknown> | undefined {
    if (!isResponse(response)) return undefined;
    this.#response = response;
    if (this.#request.method === "HEAD") return undefined;
    const most = this.#details.responseBodyBytes;
    const branch = this.#watch(response, most, () => {
      if (response.bodyUsed) return undefined;
      // Of a copy: runtimes make a stream of a body that is asked for, which is sent in another form.
      const { body } = response.clone();
      return body === null ? undefined : new Branch(body, most);
    });
    if (branch === undefined) return undefined;
    this.#responseBody = branch;
    return this.#see(branch);
  }

  /** Resolves when a body has passed, or as much of it as is waited for. */
  async #see(branch: Branch): Promise<void> {
    const done = branch.done.then(() => true);
    // Most bodies are there: only of others it matters when the client leaves, and signals may be shared by requests.
    if (await Promise.race([done, elapsed(0)])) return;
    const letGo = (): void => branch.letGo();
    // The app's own stream is to learn at once that the client has left. Deno prints a warning where it is read.
    const signal = "Deno" in globalThis ? undefined : this.#request.signal;
    if (signal?.aborted === true) letGo();
    signal?.addEventListener("abort", letGo, { once: true });
    await Promise.race([done, elapsed(LONGEST_WAIT)]);
    signal?.removeEventListener("abort", letGo);
    letGo();
  }

  requestHeaders(): [string, string][] {
    // Frameworks serve objects without any.
    return [...(this.#request.headers ?? [])];
  }

  responseHeaders(): [string, string][] {
    return this.#response === undefined ? [] : [...this.#response.headers];
  }

  requestBody(): CapturedBody | undefined {
    return bodyOf(this.#requestBody?.beginning, this.#request.headers);
  }

  responseBody(): CapturedBody | undefined {
    return this.#response && bodyOf(this.#responseBody?.beginning, this.#response.headers);
  }

  /** Watches a body that is asked for, that nobody has read yet and that is of a type to be captured. */
  #watch<Watcher>(
    message: Request | Response,
    most: number,
    watch: () => Watcher | undefined,
  ): Watcher | undefined {
    if (most === 0) return undefined;
    try {
      const type = message.headers.get("content-type") ?? undefined;
      // Events come for as long as the client stays.
      if (type?.startsWith("text/event-stream") === true) return undefined;
      return contentKind(type, this.#contentTypes) === undefined ? undefined : watch();
    } catch {
      // Somebody holds the stream already, or the app serves an object with no more than a method and a URL.
      return undefined;
    }
  }
}

function bodyOf(beginning: Beginning | undefined, headers: Headers): CapturedBody | undefined {
  if (beginning === undefined || beginning.size === 0) return undefined;
  return {
    bytes: beginning.bytes(),
    isWhole: beginning.isWhole,
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
