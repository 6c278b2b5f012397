import type { Mount } from "../adapter/mount.ts";

/** Which clients observe a request. */
const observed = new WeakMap<object, Set<unknown>>();

/** Claims a request for a mount's client; false when the client observes it already, which is said once. */
export function claim(
  mount: Pick<Mount<never>, "client" | "diagnoseDouble">,
  request: object,
): boolean {
  const { client } = mount;
  const clients = observed.get(request) ?? new Set();
  observed.set(request, clients);
  if (clients.has(client)) {
    mount.diagnoseDouble();
    return false;
  }
  clients.add(client);
  return true;
}
