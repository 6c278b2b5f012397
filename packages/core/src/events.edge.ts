/**
 * Product calls (`track`, `identify` …) for a client on the edge, which loads nothing that an app does not use. On Node,
 * Deno and Bun they are always there.
 *
 * @example
 * ```ts
 * import { createPeek } from "@peekjs/core";
 * import "@peekjs/core/events";
 * ```
 *
 * @module
 */
import { extensions } from "./edge/extensions.ts";
import { takeProductCall } from "./edge/product-calls.ts";

export type * from "./events.ts";

extensions.takeProductCall = takeProductCall;
