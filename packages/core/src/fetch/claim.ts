import type { Mount } from "../adapter/mount.ts";

/**
 * Claims a request for a mount's client, until it is reported: the same object given anew is another request.
 *
 * @returns false when the client observes it already, which is said once
 */
export function claim(
  mount: Pick<Mount<never>, "client" | "diagnoseDouble">,
  request: object,
): boolean {
  const observed = (mount.client.observed ??= new WeakSet());
  const isFree = !observed.has(request);
  if (isFree) observed.add(request);
  else mount.diagnoseDouble();
  return isFree;
}
