/** What is the same wherever a fetch handler runs. */
export { type Answered, reportAnswer } from "./answer.ts";
export { claim } from "./claim.ts";
export type { NodeBindings } from "./node-bindings.ts";
export type { Observed } from "./observe-fetch.ts";
export { promiseOf } from "./promise-of.ts";
