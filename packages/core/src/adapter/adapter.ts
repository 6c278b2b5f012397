/** A framework's answers to what only it can tell of a request. */
export interface Adapter<FrameworkRequest> {
  /** Package that reports, for `sdk` in the envelope: `@peekjs/express`. */
  readonly name: string;
  readonly version: string;
  /**
   * Whether it observes a server below any framework. The adapter of a framework that observes the same request for
   * the same client takes over from it: it knows the route.
   *
   * @default false
   */
  readonly isBelowFrameworks?: boolean;
  /**
   * Asked when the request has ended. Of one that lasts longer than a second also while it runs, until there is an
   * answer: deliveries list such requests by route.
   *
   * @param status of the answer, where that is known and the request itself does not tell: of fetch handlers
   * @returns the full template of the route that matched, mount prefixes included; undefined when none did, never the
   * concrete path
   */
  routeOf(request: FrameworkRequest, status?: number): string | undefined;
  /** Asked once, when the request has ended: what was thrown, for frameworks that remember it. */
  errorOf?(request: FrameworkRequest): unknown;
  /**
   * Asked when a request that has ended came through a proxy: the client's address as the framework tells it, which is
   * the proxy's unless the app trusts that one.
   */
  addressOf?(request: FrameworkRequest): string | undefined;
  /** What to write so that the framework trusts a proxy: `app.set("trust proxy", 1)`. */
  readonly trustProxy?: string;
}
