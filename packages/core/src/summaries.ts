/**
 * Exact counts of requests whose single records are given up, for a client on the edge; here they are always there.
 *
 * @module
 */
export type { RequestSummary } from "@peekjs/protocol";
