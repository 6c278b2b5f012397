export * from "./shared.ts";
export { onNode, replaceRequest, setConsumer, setError } from "./below.edge.ts";
export { createObserver } from "./observer.process.ts";
