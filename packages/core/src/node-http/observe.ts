import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import type { ConsumerIdentity } from "../options/options.ts";
import { countRequestBytes, countResponseBytes, type ByteCount } from "./byte-count.ts";
import { reportEnd } from "./report-end.ts";

const OBSERVATION: unique symbol = Symbol.for("peek.observation.v1") as never;

/** A request under way on a Node server. */
export interface Observation<FrameworkRequest = unknown> {
  readonly mount: Mount<FrameworkRequest>;
  readonly request: FrameworkRequest;
  readonly incoming: IncomingMessage;
  /** Reading of `performance.now()`. */
  readonly startedAt: number;
  /** Path and query before any rewriting. */
  readonly target: string;
  readonly bytes: ByteCount;
  /** Whether the response was handed over completely. */
  finished: boolean;
  reported: boolean;
  /** What was thrown while the request was handled. */
  error: unknown;
  /** What the handler says about who calls. */
  consumer: ConsumerIdentity;
  /** The observation of another client on the same response. */
  readonly other: Observation | undefined;
}

interface Observed {
  [OBSERVATION]?: Observation | undefined;
}

/** Adapters are loaded before tests or the app replace the clock. */
const clock = performance;
const now = clock.now;

/**
 * Observes a request until its response closes, and reports it once. Adds two listeners to the response and counts
 * what is written; arguments, return values and callbacks of `write` and `end` are the response's own. Never throws.
 *
 * @param request the framework's own request, for the app's `identifyConsumer` and the adapter's `routeOf`
 * @returns false when the same client observes the request already, or is off
 */
export function observe<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  request: FrameworkRequest,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): boolean {
  try {
    const observed = outgoing as Observed;
    const other = observed[OBSERVATION];
    if (!mount.isActive() || isObservedFor(mount, other)) return false;
    const observation: Observation<FrameworkRequest> = {
      mount,
      request,
      incoming,
      startedAt: now.call(clock),
      target: (incoming as { originalUrl?: string }).originalUrl ?? incoming.url ?? "",
      bytes: other?.bytes ?? { request: 0, response: 0, responseCounted: false },
      finished: false,
      reported: false,
      error: undefined,
      consumer: undefined,
      other,
    };
    observed[OBSERVATION] = (incoming as Observed)[OBSERVATION] = observation as Observation;
    if (other === undefined) {
      countRequestBytes(incoming, observation.bytes);
      countResponseBytes(outgoing, observation.bytes);
      outgoing.on("finish", onFinish);
      outgoing.on("close", onClose);
    }
    return true;
  } catch (error) {
    mount.client.trouble(error);
    return false;
  }
}

/** Whether any client observes this response. */
export function isObserved(outgoing: ServerResponse): boolean {
  return (outgoing as Observed)[OBSERVATION] !== undefined;
}

/**
 * Tells who calls, from inside a handler: comes before `identifyConsumer` and the request's credential.
 *
 * @param message the request or its response
 */
export function setConsumer(
  message: IncomingMessage | ServerResponse,
  consumer: ConsumerIdentity,
): void {
  for (let next = (message as Observed)[OBSERVATION]; next !== undefined; next = next.other) {
    next.consumer = consumer;
  }
}

/** Tells what was thrown while a request was handled; of several the first counts, it is the origin. */
export function setError(outgoing: ServerResponse, error: unknown): void {
  for (let next = (outgoing as Observed)[OBSERVATION]; next !== undefined; next = next.other) {
    next.error ??= error;
  }
}

function isObservedFor(mount: { client: unknown }, observation: Observation | undefined): boolean {
  for (let next = observation; next !== undefined; next = next.other) {
    if (next.mount.client === mount.client) return true;
  }
  return false;
}

function onFinish(this: ServerResponse): void {
  for (let next = (this as Observed)[OBSERVATION]; next !== undefined; next = next.other) {
    next.finished = true;
  }
}

function onClose(this: ServerResponse): void {
  const endedAt = now.call(clock);
  for (let next = (this as Observed)[OBSERVATION]; next !== undefined; next = next.other) {
    if (next.reported) continue;
    next.reported = true;
    reportEnd(next, this, endedAt);
  }
}
