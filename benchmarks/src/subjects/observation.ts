import type { IncomingMessage, ServerResponse } from "node:http";
import type { Subject } from "./subject.ts";

/** The least that says who called what, when, how it ended and how long it took. */
export interface Observation {
  method: string | undefined;
  path: string | undefined;
  status: number;
  timestamp: number;
  durationMs: number;
  consumer: string | string[] | undefined;
}

/** Takes the time when a request comes, and one plain object when its response closes. */
export function observeWith(
  take: (observation: Observation) => void,
): NonNullable<Subject["observe"]> {
  return (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const start = performance.now();
    outgoing.on("close", () => {
      take({
        method: incoming.method,
        path: incoming.url,
        status: outgoing.statusCode,
        timestamp: Date.now(),
        durationMs: performance.now() - start,
        consumer: incoming.headers["x-api-key"],
      });
    });
  };
}
