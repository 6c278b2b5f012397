declare module "analytics-node" {
  type Method = (message: object) => unknown;

  /** Segment's former client for Node, as far as the tests use it. */
  export default class Analytics {
    constructor(
      writeKey: string,
      options: { host: string; flushAt: number; flushInterval: number; retryCount: number },
    );
    identify: Method;
    track: Method;
    page: Method;
    screen: Method;
    group: Method;
    alias: Method;
    flush: () => Promise<unknown>;
  }
}
