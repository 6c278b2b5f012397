import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import type { ConsumerIdentity } from "../options/options.ts";
import * as node from "../node-http/index.ts";
import { rememberConsumer } from "./consumers.ts";
import { nodeBindings, type NodeBindings } from "./node-bindings.ts";
import { nodeEnvironment } from "./node-environment.ts";
import type { NodeReader } from "./node-reader.ts";

/** What an adapter adds for servers of Node's; elsewhere bundles leave it out. */
export function onNode<FrameworkRequest>(
  reader: NodeReader<FrameworkRequest>,
): NodeReader<FrameworkRequest> {
  return reader;
}

/** Of requests whose server keeps Node's own on the web request alone, which a middleware may replace. */
const linked = new WeakMap<object, NodeBindings>();

/** Has a framework's request know Node's own, which its environment does not hold. */
export function linkBindings(request: unknown, bindings: NodeBindings): void {
  linked.set(request as object, bindings);
}

/** Has a request remember who calls: Node's response, or the web request or the framework's own where there is none. */
export function setConsumer(request: object, env: unknown, consumer: ConsumerIdentity): void {
  const bindings = bindingsOf(env) ?? linked.get(request);
  if (bindings === undefined) rememberConsumer(request, consumer);
  else node.setConsumer(bindings.outgoing, consumer);
}

/** Has Node's response remember what was thrown, where there is one. */
export function setError(env: unknown, error: unknown): void {
  const bindings = bindingsOf(env);
  if (bindings !== undefined) node.setError(bindings.outgoing, error);
}

/**
 * For frameworks that make their own request only after Node's is observed: `identifyConsumer` and `routeOf` get that.
 *
 * @returns false where the mount does not observe Node's
 */
export function replaceRequest<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  env: unknown,
  request: FrameworkRequest,
): boolean {
  const bindings = bindingsOf(env);
  return bindings !== undefined && node.replaceRequest(mount, bindings.outgoing, request);
}

/** None of an environment that refuses to be asked for names that it does not know. */
export function bindingsOf(env: unknown): NodeBindings | undefined {
  try {
    return nodeBindings(env) ?? upgradeBindings(env);
  } catch {
    return undefined;
  }
}

/** Those that a server keeps on the web request. */
export function bindingsOn(raw: Request): NodeBindings | undefined {
  try {
    return bindingsOf(nodeEnvironment(raw));
  } catch {
    // Frameworks serve objects of their own in its place.
    return undefined;
  }
}

/** What servers hand over with a request for an upgrade; srvx also the socket, on which the server answers it. */
interface UpgradeEnvironment {
  readonly incoming?: IncomingMessage & { readonly upgrade?: boolean };
  readonly req?: UpgradeEnvironment["incoming"];
  readonly upgrade?: { readonly socket?: unknown };
}

/**
 * An upgrade has no response: where the server is observed too, one stands for it, and where the app's answer may not be
 * what the client gets.
 */
function upgradeBindings(env: unknown): NodeBindings | undefined {
  const { req, incoming = req, upgrade } = (env ?? {}) as UpgradeEnvironment;
  if (incoming?.upgrade !== true) return undefined;
  const isAnsweredBelow = upgrade?.socket !== undefined;
  const outgoing =
    node.exchangeOf(incoming)?.outgoing ?? (isAnsweredBelow ? standIn(incoming) : undefined);
  return outgoing && { incoming, outgoing };
}

/** A response that is never sent. */
function standIn(incoming: IncomingMessage): ServerResponse | undefined {
  const http = process.getBuiltinModule?.("node:http");
  return http && new http.ServerResponse(incoming);
}
