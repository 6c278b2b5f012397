export { ask } from "../adapter/callback.ts";
export * from "./shared.ts";
export { onNode, replaceRequest, setConsumer, setError } from "./exchange-notes.node.ts";
export { createObserver } from "./observer.node.ts";
