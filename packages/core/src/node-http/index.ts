/**
 * The part that adapters for Node's own requests and responses share: observes one exchange on these, whatever the
 * framework makes of them.
 *
 * @module
 */
export type { Exchange } from "./exchange.ts";
export { replaceRequest, setConsumer, setError, setHandled } from "./exchange-notes.ts";
export { exchangeOf } from "./find-exchange.ts";
export { observe } from "./observe.ts";
export { countOnPrototype } from "./response-counter.ts";
export { watchServer, watchServersOf } from "./watch-server.ts";
