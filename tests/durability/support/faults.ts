import type { Fault } from "@peekjs/testing";
import { TIMEOUT } from "./fault-window.ts";

type Row = readonly [what: string, fault: Fault | "refuse"];

const status = (code: number, headers: Record<string, string> = {}, body = ""): Row => [
  `answers ${code}${body === "" ? "" : ` ${headers["content-type"]}`}`,
  { status: code, headers, body },
];
const html = { "content-type": "text/html" };

/** Troubles that pass by themselves: the client tries again soon. */
export const PASSING: readonly Row[] = [
  ["refuses connections", "refuse"],
  ["takes connections and reads nothing", "unread"],
  ["reads and never answers", "hang"],
  ["answers too late", { slow: 40 * TIMEOUT }],
  ["answers byte by byte and too late", { trickle: TIMEOUT / 4 }],
  ["resets before it has processed", "reset-before"],
  ["resets after it has processed", "reset-after"],
  ["sends less than the content-length", "half-answer"],
  ["sends headers alone", "headers-only"],
  ["sends a body that never ends", "endless-answer"],
  status(408),
  status(425),
  status(429),
  status(500, html, "<h1>Oops</h1>"),
  status(502),
  status(503, { "content-type": "application/problem+json" }, '{"code":"x","retryable":true}'),
  status(504),
];

/** Troubles that somebody has to see to: the client says so and tries again each minute. */
export const LASTING: readonly Row[] = [
  status(200, html, "<h1>Welcome</h1>"),
  status(301, { location: "/elsewhere" }),
  status(302, { location: "/elsewhere" }),
  status(307, { location: "/elsewhere" }),
  status(400, { "content-type": "application/json" }, '{"detail":"no"}'),
  status(401),
  status(403),
  status(404, html, "<h1>Not found</h1>"),
  status(405),
  status(418),
];
