import type { Mount } from "../adapter/mount.ts";
import { begin } from "./begin.ts";
import {
  createObserver as createObserverWith,
  type ObserveRequest,
  type RequestReader,
} from "./observe-request.ts";

/** The same in a process of the app's own, which knows what runs and, on Bun, that a client has left. */
export function createObserver<FrameworkRequest, Platform = unknown>(
  mount: Mount<FrameworkRequest>,
  reader: RequestReader<FrameworkRequest, Platform>,
  _nodeReader?: unknown,
): ObserveRequest<FrameworkRequest, Platform> {
  return createObserverWith(mount, reader, undefined, begin);
}
