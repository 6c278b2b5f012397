import type { Server } from "node:http";
import type { Mount } from "../adapter/mount.ts";

type Listener = (server: Server) => void;

const listeners = new WeakMap<object, Listener>();

/** For adapters that are not told which servers serve their app: called with each that a mount is the first to observe. */
export function onFoundServer<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  listener: Listener,
): void {
  listeners.set(mount, listener);
}

/** Calls the listener of a mount with a server of which no request was observed before. */
export function emitFoundServer(mount: Mount<unknown>, server: Server): void {
  listeners.get(mount)?.(server);
}
