/**
 * The part that adapters for web-standard requests and responses share: observes what a fetch handler answers. Where a
 * server of Node's serves it, the exchange is observed from below instead.
 *
 * @module
 */
export { type Answered, begin, reportAnswer } from "./answer.ts";
export { claim } from "./claim.ts";
export { observeBelow, setConsumerBelow, setErrorBelow, watchAbove } from "./below.edge.ts";
export { type Observed, observeFetch } from "./observe-fetch.ts";
export type { NodeBindings } from "./node-bindings.ts";
export { promiseOf } from "./promise-of.ts";
