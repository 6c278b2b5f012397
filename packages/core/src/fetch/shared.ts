/**
 * The part that adapters for web-standard requests and responses share: observes what a fetch handler answers. Where a
 * server of Node's serves it, Node's own messages are observed instead.
 *
 * @module
 */
export type { NodeBindings } from "./node-bindings.ts";
export { nodeEnvironment } from "./node-environment.ts";
export type { NodeReader } from "./node-reader.ts";
export type { ObserveRequest, RequestReader } from "./observe-request.ts";
export { promiseOf } from "./promise-of.ts";
export { waitUntilOf } from "./wait-until-of.ts";
export { watchReturned } from "./watch-returned.ts";
