/**
 * Exact counts, with latencies, of requests whose single records are given up on the edge: those that `sampleRate` leaves
 * out, and those beyond `maxBufferSize`. On Node, Deno and Bun they are always there; without this import such requests
 * are dropped and counted by `stats()` alone.
 *
 * @example
 * ```ts
 * import { createPeek } from "@peekjs/core";
 * import "@peekjs/core/summaries";
 *
 * const client = createPeek({ sampleRate: 0.1 });
 * ```
 *
 * @module
 */
import { extensions } from "./edge/extensions.ts";
import { createSummaries } from "./edge/summaries.ts";

export type { RequestSummary } from "@peekjs/protocol";

extensions.createSummaries = createSummaries;
