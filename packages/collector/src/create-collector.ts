import { PeekError, type Destination } from "@peekjs/protocol";
import { createApp } from "./app.ts";
import { createContext } from "./create-context.ts";
import { setDestinations } from "./destinations/set-destinations.ts";
import type { DestinationStorage } from "./destinations/storage.ts";
import { createEndpoint, type Endpoint } from "./endpoint/create-endpoint.ts";
import type { EndpointOptions } from "./endpoint/endpoint-options.ts";
import type { CollectorOptions } from "./options.ts";

/** A collector: web-standard, so that it runs behind any server that speaks Request and Response. */
export interface Collector {
  /** Answers one request. `env` is the server's own, e.g. bindings, and is not needed. */
  fetch: (request: Request, env?: unknown) => Response | Promise<Response>;
  /**
   * Exchanges the destinations for these, while events come in: none is lost, and no request that is under way is cut off.
   * Those that stay the same object go on undisturbed; one that takes the name of another of its kind takes over what waits
   * for it. What waits for one that is left out stays on disk, for when it is back within seven days; without a storage it
   * has five seconds to be sent. Resolves when it is done; what cannot be connected is reported to `onError`.
   *
   * @param storage where they wait, in a collector that was created without `destinationStorage` and destinations
   * @throws {@link PeekError} `PEEK_E_DESTINATION_OPTION` when two have the same name
   * @example
   * ```ts
   * await collector.setDestinations([meta({ pixelId, accessToken: renewed }), hook]);
   * ```
   */
  setDestinations: (
    destinations: readonly Destination[],
    storage?: DestinationStorage,
  ) => Promise<void>;
  /** Ends the live streams and refuses further ones, and closes the destinations; the store stays open. */
  close: () => Promise<void>;
}

/**
 * Creates a collector on a store.
 *
 * @throws {@link PeekError} `PEEK_E_KEYS_REQUIRED` in production without keys.
 * @example
 * ```ts
 * const store = await openStore({ directory: ".peek" });
 * const collector = createCollector({
 *   store, mode: "development", version: "1.0.0", ingestUrl: "http://localhost:7335",
 * });
 * serve({ fetch: collector.fetch, hostname: "127.0.0.1", port: 7335 }); // of @hono/node-server
 * ```
 */
export function createCollector(options: CollectorOptions): Collector;
/**
 * Creates an endpoint for an app of yours: it speaks every dialect of a collector, and hands what arrives to a handler
 * instead of keeping it.
 *
 * @throws {@link PeekError} `PEEK_E_OPTION` when the handler is no function, or the path does not begin with `/`.
 * @example
 * ```ts
 * const endpoint = createCollector({ path: "/collect", handler: ({ events }) => queue.send(events) });
 * app.use(endpoint.node); // Express; endpoint.fetch(request) elsewhere
 * ```
 */
export function createCollector(options: EndpointOptions): Endpoint;
export function createCollector(options: CollectorOptions | EndpointOptions): Collector | Endpoint {
  if ("handler" in options) return createEndpoint(options);
  if (options.mode === "production" && options.keys === undefined) {
    throw new PeekError(
      "PEEK_E_KEYS_REQUIRED",
      "A collector in production needs keys. Pass `keys`, or use mode `development` on loopback only.",
    );
  }
  const context = createContext(options);
  const app = createApp(context);
  const collector: Collector = {
    fetch: (request, env) => app.fetch(request, env),
    setDestinations: (destinations, storage) => setDestinations(context, destinations, storage),
    close: async () => {
      context.closed = true;
      context.live.close();
      await context.forwarder?.close();
    },
  };
  return collector;
}
