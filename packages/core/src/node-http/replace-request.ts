import type { ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import { exchangeOf, type Observer } from "./exchange.ts";

/**
 * For frameworks that make their own request only after one is observed: `identifyConsumer` and `routeOf` get that.
 *
 * @returns false where the mount does not observe it
 */
export function replaceRequest<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  outgoing: ServerResponse,
  request: FrameworkRequest,
): boolean {
  let observer: Observer | undefined = exchangeOf(outgoing);
  while (observer !== undefined && (observer.mount as unknown) !== mount) observer = observer.next;
  if (observer === undefined) return false;
  observer.request = request;
  return true;
}
