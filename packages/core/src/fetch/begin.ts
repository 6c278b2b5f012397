import type { Mount } from "../adapter/mount.ts";
import type { Answered, WatchedRequest } from "./answer.ts";
import { begin as beginInIsolate } from "./begin.edge.ts";
import { watchClient } from "./client-left.ts";
import { copyOfHandshake, isTaken } from "./handshake.ts";

/**
 * Begins a request in a process of the app's own, and counts it among those that run until it is settled.
 *
 * @param env what the server hands over beside the request
 * @param onLeft called when its client has left before it was answered
 */
export function begin<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  request: FrameworkRequest,
  raw: Request,
  env: unknown,
  onLeft: () => void,
): WatchedRequest<FrameworkRequest> {
  const handshake = copyOfHandshake(raw);
  let hasLeft = false;
  watchClient(raw, () => {
    hasLeft = true;
    onLeft();
  });
  const running: WatchedRequest<FrameworkRequest> = {
    ...beginInIsolate(mount, request, raw),
    handshake,
    settle(answered) {
      mount.running.remove(running);
      if (hasLeft) return { outcome: "client_abort", ...uploadOf(raw) };
      if (handshake && isTaken(answered, raw, env)) {
        return { status: 101, outcome: "upgrade", responseBytes: 0 };
      }
      // Bun makes such an answer with a body, of which it sends none.
      if (answered.response?.status === 205) return { responseBytes: 0 };
      return isDecoded(answered) ? { responseBytes: undefined } : {};
    },
  };
  mount.running.add(running);
  return running;
}

/** Of an announced body, a client that has left may have sent a part alone. */
function uploadOf(raw: Request): { requestBytes?: undefined } {
  return Number(raw.headers?.get("content-length")) > 0 ? { requestBytes: undefined } : {};
}

/**
 * Whether what a proxy passes on was decoded by `fetch`, which leaves the headers as they were. Bun then sends the length
 * of the body as it is, also with the headers on a response of the app's own.
 */
function isDecoded({ response }: Answered): boolean {
  const isPassedOn = "Bun" in globalThis || !!response?.url;
  return isPassedOn && response?.headers?.has("content-encoding") === true;
}
