import type { IncomingMessage } from "node:http";
import type { MountOptions, Peek } from "@peekjs/core/adapter";
import { createRoutedMount, type Mount } from "@peekjs/core/node-http";
import { givenRoute } from "./request-notes.ts";
import { version } from "./version.ts";

/** What overrides the client's own options for one server or listener. */
export interface NodeOptions extends MountOptions<IncomingMessage> {
  /**
   * The full template that a request matched, `/users/:id`; undefined when none did. Asked when the request has ended;
   * of one that lasts longer than a second before, too, with deliveries, until there is an answer. Not asked where
   * `setRoute` was called.
   *
   * @default requests have the route that `setRoute` gave them, or none
   */
  route?: ((request: IncomingMessage) => string | undefined) | undefined;
}

export function createNodeMount(
  client: Peek,
  { route, ...options }: NodeOptions,
): Mount<IncomingMessage> {
  const given = (request: IncomingMessage): string | undefined =>
    givenRoute(request) ?? route?.(request);
  return createRoutedMount(
    client,
    { ...options, route: given },
    { name: "@peekjs/node", version, isBelowFrameworks: true, routeOf: () => undefined },
  );
}
