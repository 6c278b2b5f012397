import type { Outcome } from "@peekjs/protocol";
import type { CapturedExchange } from "./details.ts";
import type { ConsumerIdentity } from "../options/options.ts";

/** What an adapter has seen of a request when it ended. What a framework cannot show is left undefined. */
export interface Ending<FrameworkRequest> {
  /** For `identifyConsumer` and `ignore`. */
  request: FrameworkRequest;
  method: string;
  /** Path and query as requested, before any rewriting: `/users/7?full=1`. */
  target: string;
  /** Full template with mount prefixes; undefined when nothing matched. */
  route: string | undefined;
  /** Undefined when no response head was sent. */
  status: number | undefined;
  outcome: Outcome;
  /** Reading of `performance.now()` when the request was seen. */
  startedAt: number;
  /** Milliseconds from there to the response closed. */
  durationMs: number;
  /** From there until the head left; undefined where that cannot be seen. */
  ttfbMs?: number | undefined;
  /** What the app's own code took until it had answered; undefined where the framework does not show it. */
  handlerMs?: number | undefined;
  requestBytes: number | undefined;
  responseBytes: number | undefined;
  /** HTTP version: `1.0`, `1.1`, `2`. */
  protocol?: string | undefined;
  /** What was thrown, if anything. */
  error: unknown;
  /** What a handler called `setConsumer` with. */
  consumer: ConsumerIdentity;
  apiKey: string | undefined;
  authorization: string | undefined;
  traceparent: string | undefined;
  userAgent: string | undefined;
  /** Address of the other end of the connection; absent where the adapter knows of none. */
  peer?: string | undefined;
  /** Of a request that came through a proxy. */
  forwarded?: Forwarded | undefined;
  /** Where the mount has {@link Details}; absent where the adapter keeps nothing for them. */
  exchange?: CapturedExchange | undefined;
}

/** What is known of a request's way through proxies. */
export interface Forwarded {
  /** Where it comes from as the framework tells it. */
  readonly address: string | undefined;
  /** `X-Forwarded-For` as it was sent; undefined where another header alone tells of a proxy. */
  readonly header: string | undefined;
}
