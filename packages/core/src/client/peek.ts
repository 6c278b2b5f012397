/// <reference lib="esnext.disposable" preserve="true" />
import type { ClientStats, DestinationStats, RequestRecord } from "@peekjs/protocol";
import type { DestinationView } from "../destinations/destination-view.ts";
import type {
  AliasInput,
  GroupInput,
  IdentifyInput,
  PageInput,
  TrackInput,
} from "../input/product-calls.ts";

/**
 * A client: takes what adapters and the app report, and delivers it to a collector. No method ever throws after
 * creation, and none delays the app.
 *
 * @example
 * ```ts
 * const client = createPeek({ endpoint: "https://peek.example.com", apiKey: process.env.PEEK_API_KEY });
 * app.use(peek(client));
 * ```
 */
export interface Peek extends AsyncDisposable {
  /**
   * Reports one request, for apps that no adapter fits. `timestamp` defaults to now less `durationMs`.
   *
   * @example
   * ```ts
   * client.recordRequest({ method: "GET", route: "/users/:id", path: "/users/7", status: 200, durationMs: 3.2 });
   * ```
   */
  recordRequest(request: RequestInput): void;
  /**
   * Reports what a user did. Like all product calls it takes `userId` or `anonymousId`, and copies what it is given; a
   * value that JSON cannot carry is replaced, and `context.peek.replaced` of the event says so. A call without a needed
   * field is left out with `PEEK_E_EVENT`, which names the field.
   *
   * @example
   * ```ts
   * client.track({ event: "Order Completed", userId: "u1", properties: { total: 42 } });
   * ```
   */
  track(input: TrackInput): void;
  /** Says who a user is: `client.identify({ userId: "u1", traits: { plan: "pro" } })`. */
  identify(input: IdentifyInput): void;
  /**
   * Like {@link identify}, and waits for the collector's answer, or where there is none for the destinations'; never
   * throws.
   *
   * @param options.timeout milliseconds it may take at most; default 30,000
   * @returns whether the collector, or every destination that takes such events, has it; what it does not have yet is tried again all the same
   */
  identifyNow(
    input: IdentifyInput,
    options?: { timeout?: number },
  ): Promise<{ delivered: boolean }>;
  /** Reports a page that was looked at: `client.page({ name: "Pricing", anonymousId: "a1" })`. */
  page(input: PageInput): void;
  /** Reports a screen of an app that was looked at. */
  screen(input: PageInput): void;
  /** Says which group a user belongs to: `client.group({ userId: "u1", groupId: "acme" })`. */
  group(input: GroupInput): void;
  /** Says that two ids are one user's: `client.alias({ userId: "u1", previousId: "a1" })`. */
  alias(input: AliasInput): void;
  /**
   * Delivers what was recorded before the call, to the collector and to destinations. While the collector fails, it cuts
   * the pause before the next try short, once in a second at most; the tries after that one keep to their pauses, and it
   * resolves when the quick ones are used up. So it may be called from `onError` too.
   *
   * @param options.timeout milliseconds after which it resolves whatever has been delivered; default 30,000
   * @returns what was delivered by this call and what is still on disk or in memory
   */
  flush(options?: { timeout?: number }): Promise<FlushResult>;
  /**
   * Delivers what is pending, spools the rest and ends the client. Calls after it are dropped and counted; requests that
   * were cut off as their server closed are still reported, so that a server's `close` event is early enough to call it.
   * While the collector fails, it tries at once and then quickly again.
   *
   * @param options.timeout milliseconds it may take at most, also when the endpoint hangs; default 5,000
   */
  shutdown(options?: { timeout?: number }): Promise<FlushResult>;
  /** Records in memory that no collector has acknowledged. */
  readonly pendingCount: number;
  /** accepted = delivered + spooled + pending + summarised + the sum of dropped. */
  stats(): PeekStats;
  /**
   * The destinations that the client was given, by name: what each did, and what it gave up. Empty in
   * isolates, which send to a collector alone.
   *
   * @example
   * ```ts
   * const letters = await client.destinations.get("meta")?.deadLetters();
   * ```
   */
  readonly destinations: ReadonlyMap<string, DestinationView>;
}

/** Numbers of records for the collector; without one, of those that were left out before they came to destinations. */
export interface PeekStats extends ClientStats {
  /** By name; absent when the client was given none. */
  destinations?: Record<string, DestinationStats>;
}

/** A request that an app reports itself; times and durations in milliseconds, sizes in bytes. `timestamp` is when it began. */
export type RequestInput = Omit<RequestRecord, "timestamp"> & { timestamp?: number | undefined };

/** Numbers of records: for the collector, and for each destination apart. */
export interface FlushResult {
  /** By this call; by `shutdown()` where that was called before. */
  delivered: number;
  /** On disk, no longer in memory: the next start delivers them. */
  spooled: number;
  /** In memory. */
  pending: number;
  /** By name; absent when the client was given none. */
  destinations?: Record<string, DestinationFlushResult>;
}

export interface DestinationFlushResult {
  /** By this call. */
  delivered: number;
  /** Still waiting; after `shutdown` lost, unless the destination keeps its queue elsewhere. */
  pending: number;
  /** Given up during this call; `stats()` says why, and of those that were refused `deadLetters()`. */
  dropped: number;
}
