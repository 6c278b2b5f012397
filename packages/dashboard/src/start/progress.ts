import type { CollectorStatus } from "@peekjs/protocol";

/** How far the way to the first request is walked. */
export interface Progress {
  connected: boolean;
  seen: boolean;
  /** Services whose client has connected a while ago and has not sent a request. */
  silent: string[];
}

/** A client that has said nothing for this long after connecting probably sits behind the routes. */
const SILENCE_MS = 30_000;

export function progressOf(status: CollectorStatus, now: number): Progress {
  const silent = status.clients.filter(
    (client) => client.requests === 0 && now - client.connectedAt >= SILENCE_MS,
  );
  const seen = status.hasData || status.received > 0;
  return {
    connected: seen || status.clients.length > 0,
    seen,
    silent: [...new Set(silent.map((client) => client.service))],
  };
}
