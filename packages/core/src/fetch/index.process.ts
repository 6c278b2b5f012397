/**
 * The part that adapters for web-standard requests and responses share: observes what a fetch handler answers. Where a
 * server of Node's serves it, the exchange is observed from below instead.
 *
 * @module
 */
import { begin } from "./begin.ts";
import { type ObserveFetch, observeWith } from "./observe-fetch.ts";

export { type Answered, reportAnswer } from "./answer.ts";
export { begin };
export { claim } from "./claim.ts";
export { observeBelow, setConsumerBelow, setErrorBelow, watchAbove } from "./below.edge.ts";
export type { Observed } from "./observe-fetch.ts";
export type { NodeBindings } from "./node-bindings.ts";
export { promiseOf } from "./promise-of.ts";

export const observeFetch: ObserveFetch = /* @__PURE__ */ observeWith(begin);
