import type { ConsumerIdentity } from "../options/options.ts";
import type { Mount } from "../adapter/mount.ts";
import { exchangeOf, observe, setConsumer, setError, watchServersOf } from "../node-http/index.ts";
import { nodeBindings, type NodeBindings } from "./node-bindings.ts";

const ADVICE =
  "peek() saw it. What is registered above app.use(peek()) is invisible: move app.use(peek()) up. What another listener of the server takes, as Socket.IO does, no app sees: attach() of @peekjs/node records it.";

/** Observes a request below its handler, where a server of Node's serves it; false elsewhere. Never throws. */
export function observeBelow<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  request: FrameworkRequest,
  env: unknown,
): boolean {
  const node = bindingsOf(env);
  if (node === undefined) return false;
  observe(mount, request, node.incoming, node.outgoing);
  return true;
}

/** Has Node's response remember who calls; false where there is none. */
export function setConsumerBelow(env: unknown, consumer: ConsumerIdentity): boolean {
  const node = bindingsOf(env);
  if (node === undefined) return false;
  setConsumer(node.outgoing, consumer);
  return true;
}

/** Has Node's response remember what was thrown, where there is one. */
export function setErrorBelow(env: unknown, error: unknown): void {
  const node = bindingsOf(env);
  if (node !== undefined) setError(node.outgoing, error);
}

/**
 * Reports what the servers of an app refuse by themselves, and says once that something answers before a middleware that
 * is meant to see all requests. To be called with the first request. Never throws.
 *
 * @param path under which the middleware is registered; absent for what wraps an app, of which servers serve others too
 */
export function watchAbove<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  env: unknown,
  path?: () => string | undefined,
): void {
  try {
    if (path !== undefined && !/^\/?\*$/.test(path() ?? "")) return;
    watchServersOf(mount, bindingsOf(env)?.incoming, path && ADVICE);
  } catch (error) {
    mount.client.trouble(error);
  }
}

/** None of an environment that refuses to be asked for names that it does not know. */
function bindingsOf(env: unknown): NodeBindings | undefined {
  try {
    return nodeBindings(env) ?? observedUpgrade(env);
  } catch {
    return undefined;
  }
}

/** An upgrade has no response: where the server is observed too, one stands for it. */
function observedUpgrade(env: unknown): NodeBindings | undefined {
  const { incoming } = (env ?? {}) as Partial<NodeBindings>;
  if ((incoming as { upgrade?: boolean } | undefined)?.upgrade !== true) return undefined;
  const outgoing = exchangeOf(incoming!)?.outgoing;
  return outgoing && { incoming: incoming!, outgoing };
}
