import type { KeyRegistry } from "../auth/key-registry.ts";
import type { ReceivedBatch } from "./received-batch.ts";

/** How an endpoint is mounted in an app of yours. */
export interface EndpointOptions {
  /**
   * Called with what arrived, and the request it came in (its body is read already). What it throws is answered with 500
   * so that the client tries again; with `background`, it is told to `onError`.
   */
  handler: (batch: ReceivedBatch, request: Request) => void | Promise<void>;
  /** Path under which the app mounts it, e.g. `/collect`. Default: `/`. */
  path?: string | undefined;
  /** Keys without which nothing is taken. Default: none is needed. */
  keys?: KeyRegistry | undefined;
  /** Origins whose pages may send. Default: `["*"]`, all. */
  allowedOrigins?: readonly string[] | undefined;
  /** Bytes of a body, as sent and after inflating. Default: 20 MiB. */
  maxPayloadSize?: number | undefined;
  /**
   * Refuses, with 422, payloads of Unisights whose values are not exactly of its schema, rather than correcting them,
   * and, with 415, bodies that are not declared as JSON. Default: false.
   */
  validateSchema?: boolean | undefined;
  /** Refuses, with 422, payloads of Unisights that lack a field. Default: false. */
  validateRequiredFields?: boolean | undefined;
  /** Answers 202 at once and calls the handler afterwards. Default: false. */
  background?: boolean | undefined;
  /** Shows in answers why the handler failed. Default: false. */
  debug?: boolean | undefined;
  /** Called with what went wrong inside. Default: written to the console. */
  onError?: ((error: unknown) => void) | undefined;
  /** The time in milliseconds since 1970. Default: `Date.now`. */
  clock?: (() => number) | undefined;
}
