/**
 * The part that adapters for web-standard requests and responses share: observes what a fetch handler answers. Where a
 * server of Node's serves it, the exchange is observed from below instead.
 *
 * @module
 */
import { begin } from "./begin.edge.ts";
import { type ObserveFetch, observeWith } from "./observe-fetch.ts";

export * from "./shared.ts";
export { observeBelow, setConsumerBelow, setErrorBelow, watchAbove } from "./below.edge.ts";
export { begin };

export const observeFetch: ObserveFetch = /* @__PURE__ */ observeWith(begin);
