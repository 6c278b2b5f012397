import type { Mount } from "../adapter/mount.ts";
import type { Settled, WatchedRequest } from "./answer.ts";
import { begin as beginInIsolate } from "./begin.edge.ts";
import { watchClient } from "./client-left.ts";
import { copyOfHandshake, isTaken } from "./handshake.ts";

/** Begins a request in a process of the app's own, and counts it among those that run until it is settled. */
export function begin<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  request: FrameworkRequest,
  raw: Request,
): WatchedRequest<FrameworkRequest> {
  const handshake = copyOfHandshake(raw);
  const leftAt = watchClient(raw);
  const running: WatchedRequest<FrameworkRequest> = {
    ...beginInIsolate(mount, request, raw),
    handshake,
    settle(answered): Settled {
      mount.running.remove(running);
      if (handshake && isTaken(answered)) return { ...answered, status: 101 };
      const end = leftAt();
      if (end === undefined) return answered;
      // Nobody gets what the handler answers.
      const durationMs = end - running.startedAt;
      return { ...answered, response: undefined, outcome: "client_abort", durationMs };
    },
  };
  mount.running.add(running);
  return running;
}
