import { ask } from "../adapter/callback.ts";
import type { Adapter } from "../adapter/adapter.ts";
import { createMount } from "../adapter/create-mount.ts";
import type { Mount } from "../adapter/mount.ts";
import type { Peek } from "../client/peek.ts";
import type { MountOptions } from "../options/options.ts";

/** What overrides the client's own options for one app, of frameworks below which routers of another kind are used. */
export interface RoutedMountOptions<FrameworkRequest> extends MountOptions<FrameworkRequest> {
  /**
   * The full template that a request matched, `/users/:id`, where a router of another kind than the framework's matched it.
   * Asked when the request has ended; of one that lasts longer than a second before, too, with deliveries, until there is
   * an answer. Where it is undefined, requests have the template that the framework's router matched.
   *
   * @default the framework's router is asked alone
   */
  route?: ((request: FrameworkRequest) => string | undefined) | undefined;
}

/** Connects an adapter to a client, and asks the app for routes before the adapter. Throws what `createMount` throws. */
export function createRoutedMount<FrameworkRequest>(
  client: Peek,
  { route, ...options }: RoutedMountOptions<FrameworkRequest>,
  adapter: Adapter<FrameworkRequest>,
): Mount<FrameworkRequest> {
  if (route === undefined) return createMount(client, options, adapter);
  const routeOf = (request: FrameworkRequest): string | undefined =>
    ask(mount.client, "route", route, request) ?? adapter.routeOf(request);
  const mount: Mount<FrameworkRequest> = createMount(client, options, { ...adapter, routeOf });
  return mount;
}
