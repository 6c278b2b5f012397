import type { Mount } from "../adapter/mount.ts";

/** Which clients observe a request. */
const observed = new WeakMap<object, Set<unknown>>();

/** Claims a request for a mount's client; false when the client observes it already, which is said once. */
export function claim(
  mount: Pick<Mount<never>, "client" | "diagnoseDouble">,
  request: object,
): boolean {
  const clients = observed.get(request);
  if (clients === undefined) observed.set(request, new Set([mount.client]));
  else if (clients.has(mount.client)) {
    mount.diagnoseDouble();
    return false;
  } else clients.add(mount.client);
  return true;
}
