import type { ClientStats, RequestRecord } from "@peekjs/protocol";

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
   * Delivers what is pending.
   *
   * @param options.timeout milliseconds after which it resolves whatever has been delivered; default 30,000
   * @returns what was delivered by this call and what is still on disk or in memory
   */
  flush(options?: { timeout?: number }): Promise<FlushResult>;
  /**
   * Delivers what is pending, spools the rest and ends the client. Calls after it are dropped and counted.
   *
   * @param options.timeout milliseconds it may take at most, also when the endpoint hangs; default 5,000
   */
  shutdown(options?: { timeout?: number }): Promise<FlushResult>;
  /** Records in memory that no collector has acknowledged. */
  readonly pendingCount: number;
  /** accepted = delivered + spooled + pending + summarised + the sum of dropped. */
  stats(): ClientStats;
}

export type RequestInput = Omit<RequestRecord, "timestamp"> & { timestamp?: number | undefined };

/** Numbers of records. */
export interface FlushResult {
  delivered: number;
  /** On disk, no longer in memory: the next start delivers them. */
  spooled: number;
  /** In memory. */
  pending: number;
}
