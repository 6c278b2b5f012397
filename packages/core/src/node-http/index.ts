/**
 * The part that adapters for Node's own requests and responses share: observes one exchange on these, whatever the
 * framework makes of them. Its `createMount` is the one that does so, also where a bundle holds the client of the edge.
 *
 * @module
 */
export { createMount } from "../adapter/create-mount.ts";
export type { Mount } from "../adapter/mount.ts";
export type { Exchange } from "./exchange.ts";
export { replaceRequest, setConsumer, setError, setHandled } from "./exchange-notes.ts";
export { exchangeOf } from "./find-exchange.ts";
export { observe } from "./observe.ts";
export { countOnPrototype } from "./response-counter.ts";
export { createRoutedMount, type RoutedMountOptions } from "./routed-mount.ts";
export { watchServer, watchServersOf } from "./watch-server.ts";
