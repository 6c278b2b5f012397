/**
 * The part that adapters for Node's own requests and responses share: observes one exchange from below the framework.
 *
 * @module
 */
export { type Exchange, exchangeOf, setConsumer, setError, setHandled } from "./exchange.ts";
export { countOnPrototype } from "./response-bytes.ts";
export { observe } from "./observe.ts";
export { replaceRequest } from "./replace-request.ts";
export { watchServer, watchServersOf } from "./watch-server.ts";
