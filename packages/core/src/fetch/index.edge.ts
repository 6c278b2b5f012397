export { ask } from "../adapter/callback.edge.ts";
export * from "./shared.ts";
export { onNode, replaceRequest, setConsumer, setError } from "./exchange-notes.edge.ts";
export { createObserver } from "./observe-request.ts";
