/** What an adapter adds for requests that are observed on Node's own messages. */
export interface NodeReader<FrameworkRequest> {
  /** The path for which a middleware is registered; absent for what wraps an app, of which servers serve others too. */
  pathOf?(request: FrameworkRequest): string | undefined;
  /** Calls the handler; absent where nothing is to be done beside. */
  watch?<Result>(handle: () => Result, env: unknown, request: FrameworkRequest): Result;
}
