import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import type { ConsumerIdentity } from "../options/options.ts";
import { countRequestBytes, countResponseBytes, type ByteCount } from "./byte-count.ts";
import { httpVersion, outcomeOf, responseBytesOf, requestBytesOf } from "./ending.ts";

const OBSERVATION: unique symbol = Symbol.for("peek.observation.v1") as never;

/** A request under way on a Node server. */
export interface Observation<FrameworkRequest = unknown> {
  readonly mount: Mount<FrameworkRequest>;
  readonly request: FrameworkRequest;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly routeOf: (request: FrameworkRequest, incoming: IncomingMessage) => string | undefined;
  readonly startedAt: number;
  readonly target: string;
  readonly bytes: ByteCount;
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

/**
 * Observes a request until its response closes, and reports it once. Adds two listeners to the response and counts
 * what is written; arguments, return values and callbacks of `write` and `end` are the response's own.
 *
 * @param routeOf tells, once the response has ended, which template matched
 * @returns the observation, or undefined when the same client observes the request already or is off
 */
export function observe<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  request: FrameworkRequest,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  routeOf: (request: FrameworkRequest, incoming: IncomingMessage) => string | undefined,
): Observation<FrameworkRequest> | undefined {
  try {
    const observed = outgoing as Observed;
    const other = observed[OBSERVATION];
    if (!mount.isActive() || isObservedFor(mount, other)) return undefined;
    const observation: Observation<FrameworkRequest> = {
      mount,
      request,
      incoming,
      outgoing,
      routeOf,
      startedAt: performance.now(),
      target: (incoming as { originalUrl?: string }).originalUrl ?? incoming.url ?? "",
      bytes: other?.bytes ?? { request: 0, response: 0, responseCounted: false },
      finished: false,
      reported: false,
      error: undefined,
      consumer: undefined,
      other,
    };
    observed[OBSERVATION] = observation as Observation;
    if (other === undefined) {
      countRequestBytes(incoming, observation.bytes);
      countResponseBytes(outgoing, observation.bytes);
      outgoing.on("finish", onFinish);
      outgoing.on("close", onClose);
    }
    return observation;
  } catch (error) {
    mount.client.trouble(error);
    return undefined;
  }
}

/** Tells who calls, from inside a handler: comes before `identifyConsumer` and the request's credential. */
export function setConsumer(outgoing: ServerResponse, consumer: ConsumerIdentity): void {
  for (let next = (outgoing as Observed)[OBSERVATION]; next !== undefined; next = next.other) {
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
  const endedAt = performance.now();
  for (let next = (this as Observed)[OBSERVATION]; next !== undefined; next = next.other) {
    if (!next.reported) report(next, endedAt);
  }
}

function report(observation: Observation, endedAt: number): void {
  observation.reported = true;
  const { mount, incoming, outgoing, startedAt, bytes } = observation;
  try {
    const { headers } = incoming;
    const status = outgoing.headersSent ? outgoing.statusCode : undefined;
    mount.report({
      request: observation.request,
      method: incoming.method ?? "",
      target: observation.target,
      route: observation.routeOf(observation.request, incoming),
      status,
      outcome: observation.finished ? "completed" : outcomeOf(incoming, outgoing),
      startedAt,
      durationMs: endedAt - startedAt,
      requestBytes: requestBytesOf(incoming, bytes),
      responseBytes: responseBytesOf(incoming, outgoing, bytes),
      protocol: httpVersion(incoming),
      error: observation.error,
      consumer: observation.consumer,
      apiKey: headers["x-api-key"] as string | undefined,
      authorization: headers.authorization,
      traceparent: headers["traceparent"] as string | undefined,
      userAgent: headers["user-agent"],
    });
  } catch (error) {
    mount.client.trouble(error);
  }
}
