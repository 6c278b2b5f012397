import type { CommonMount } from "../adapter/common-mount.ts";

/**
 * Claims a request for a mount's client until it is reported: an app may be given the same object anew, which is another
 * request.
 *
 * @returns false when the client observes it already, which is said once
 */
export function claim(
  mount: Pick<CommonMount<never>, "client" | "diagnoseDouble">,
  request: object,
): boolean {
  const observed = (mount.client.observed ??= new WeakSet());
  const isFree = !observed.has(request);
  if (isFree) observed.add(request);
  else mount.diagnoseDouble();
  return isFree;
}
