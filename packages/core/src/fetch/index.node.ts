export * from "./shared.ts";
export { onNode, replaceRequest, setConsumer, setError } from "./below.node.ts";
export { createObserver } from "./observer.node.ts";
