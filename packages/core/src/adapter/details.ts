import type { ObservedRequest } from "../pipeline/observed-request.ts";
import type { MountOptions } from "../options/options.ts";
import type { Ending } from "./ending.ts";

/** What an adapter has kept of an exchange for {@link Details}: asked only where it is reported. */
export interface CapturedExchange {
  requestHeaders(): HeaderList;
  responseHeaders(): HeaderList;
  /** Undefined when there was none, or when it could not be seen. */
  requestBody(): CapturedBody | undefined;
  responseBody(): CapturedBody | undefined;
}

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** What was seen of a body. */
export interface CapturedBody {
  /** From its beginning. */
  readonly bytes: Uint8Array;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
}

/** Adds to the records of a mount what its options ask for: headers, bodies, query, stack. */
export interface Details {
  /** Bytes of a request's body that an adapter keeps; 0 where bodies are not reported. */
  readonly requestBodyBytes: number;
  readonly responseBodyBytes: number;
  /**
   * For adapters of fetch handlers: watches a request whose body nobody has read yet.
   *
   * @returns undefined where nothing of the exchange is reported
   */
  watch(request: Request): FetchWatch | undefined;
  addTo(record: ObservedRequest, ending: Ending<never>): void;
}

/** A request that a fetch handler is about to answer. */
export interface FetchWatch extends CapturedExchange {
  /**
   * To be called before anybody reads the response.
   *
   * @returns settles when the bodies have been seen; undefined where there is nothing to wait for
   */
  answered(response: unknown): Promise<unknown> | undefined;
}

/**
 * Undefined where the options ask for nothing.
 *
 * @param diagnose says once what is wrong with the options, to those who operate the app
 * @throws {PeekError} `PEEK_E_OPTION` for rules that cannot work
 */
export type CreateDetails = (
  options: MountOptions<never>,
  diagnose: (code: string, detail: string) => void,
) => Details | undefined;
