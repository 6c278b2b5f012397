import type { Mount } from "../adapter/mount.ts";

/** Claims a request for a mount's client; false when the client observes it already, which is said once. */
export function claim(
  mount: Pick<Mount<never>, "client" | "diagnoseDouble">,
  request: object,
): boolean {
  const observed = (mount.client.observed ??= new WeakSet());
  if (observed.has(request)) {
    mount.diagnoseDouble();
    return false;
  }
  observed.add(request);
  return true;
}
