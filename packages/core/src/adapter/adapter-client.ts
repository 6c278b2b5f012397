import type { Diagnostic, Sdk } from "@peekjs/protocol";
import type { ObservedRequest, OpenRequest } from "../pipeline/observed-request.ts";
import type { PeekOptions } from "../options/options.ts";
import type { WaitUntil } from "../serverless/wait-until.ts";
import type { CreateDetails } from "./details.ts";

/** This copy of the package. */
export const COPY: unique symbol = Symbol("copy of @peekjs/core");

/** What a client offers to adapters. Nothing but `wake` throws. */
export interface AdapterClient {
  readonly options: PeekOptions;
  /** Web-standard requests under way that a mount reports to it. */
  observed?: WeakSet<object>;
  /**
   * Reads the environment and starts, once; false for a client that does nothing.
   *
   * @param bindings what an edge runtime hands to a request as its environment
   * @throws {PeekError} for invalid options
   */
  wake(bindings?: unknown): boolean;
  /** Takes a record that is known to be well formed. */
  accept(record: ObservedRequest): void;
  /** Milliseconds since 1970 for a reading of the monotonic clock. */
  wallTime(monotonic: number): number;
  /**
   * Says which adapter reports; the first one names the sdk.
   *
   * @param openRequests the requests of this mount that are still running; absent in isolates
   * @param copy the copy of this package that the adapter uses; absent on edge runtimes
   */
  mounted(adapter: Sdk, openRequests?: () => readonly OpenRequest[], copy?: symbol): void;
  /**
   * For runtimes that stop working for a request once it is answered: hands them the delivery of what is buffered,
   * put off for a moment so that requests share it.
   */
  deliverWithin(waitUntil: WaitUntil): void;
  /** Passes on, once, what an adapter found wrong with how it is set up. */
  diagnose(diagnostic: Diagnostic): void;
  /** What reports the details that options ask for; absent where the client has none. */
  createDetails?: CreateDetails | undefined;
  /** For what must never reach the app. */
  trouble(error: unknown): void;
}
