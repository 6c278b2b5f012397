import { channel } from "node:diagnostics_channel";
import { type Exchange, exchangeOf, setError } from "@peekjs/core/node-http";
import type { Request, Response } from "express";
import type { Pattern } from "./pattern.ts";

/** A layer of a router that began to handle a request. */
export interface Step {
  readonly pattern: Pattern;
  /** Concrete path of the mounts around it; with that of its own pattern when the layer is a mount. */
  readonly baseUrl: string;
  /** Undefined for a handler of a route. */
  readonly mount: MountLayer | undefined;
  readonly previous: Step | undefined;
}

export interface MountLayer {
  /** What the layer's own pattern takes from the start of a path. */
  match(path: string): { path: string } | false;
}

/** What is known of a request's way through the routers. */
export interface Trail {
  /** Prefix at which the request was seen first. */
  readonly startedAt: string;
  last: Step | undefined;
  /** Prefix at which an error was raised. Routers restore `baseUrl` before error handlers run. */
  failedAt: string | undefined;
}

/** The message on `express.router.request`, router ≥ 2.3. */
interface RoutingEvent {
  req: Request;
  res: Response;
  layer: MountLayer & { method?: string };
  route?: Pattern;
  error?: unknown;
  errorHandler?: boolean;
  param?: string;
}

let subscribed = false;
/** The response of the last event. */
let routed: Response | undefined;

/** Learns of every step through any Express router that publishes them, also those that no stack shows. */
export function subscribeToRouting(): void {
  if (subscribed) return;
  subscribed = true;
  channel("tracing:express.router.request:start").subscribe(onStart);
  channel("tracing:express.router.request:error").subscribe(onError);
}

/** Whether the router published that the middleware which asks began to handle a request. */
export function publishesRouting(response: Response): boolean {
  return routed === response;
}

/** Starts to remember a request's steps. */
export function follow(exchange: Exchange, startedAt: string): void {
  exchange.notes ??= { startedAt, last: undefined, failedAt: undefined } satisfies Trail;
}

export function trailOf(response: Response): Trail | undefined {
  return exchangeOf(response)?.notes as Trail | undefined;
}

function onStart(message: unknown): void {
  const { req, res, layer, route, errorHandler, param } = message as RoutingEvent;
  routed = res;
  const isHandler = "method" in layer;
  if (route === undefined || (route === "/" && !isHandler)) return;
  if (errorHandler === true || param !== undefined) return;
  const trail = trailOf(res);
  if (trail === undefined) return;
  const { last } = trail;
  // A route has a step for each of its handlers.
  if (isHandler && last?.mount === undefined && last?.pattern === route) return;
  const mount = isHandler ? undefined : layer;
  trail.last = { pattern: route, baseUrl: req.baseUrl, mount, previous: last };
}

function onError(message: unknown): void {
  const { req, res, error } = message as RoutingEvent;
  const trail = trailOf(res);
  if (trail !== undefined) trail.failedAt ??= req.baseUrl;
  setError(res, error);
}
