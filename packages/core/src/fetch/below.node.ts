import type { ConsumerIdentity } from "../options/options.ts";
import type { Mount } from "../adapter/mount.ts";
import { diagnoseUnseen, observe, setConsumer, setError } from "../node-http/index.ts";
import { nodeBindings } from "./node-bindings.ts";

/** Observes a request below its handler, where a server of Node's serves it; false elsewhere. Never throws. */
export function observeBelow<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  request: FrameworkRequest,
  env: unknown,
): boolean {
  const node = nodeBindings(env);
  if (node === undefined) return false;
  observe(mount, request, node.incoming, node.outgoing);
  return true;
}

/** Has Node's response remember who calls; false where there is none. */
export function setConsumerBelow(env: unknown, consumer: ConsumerIdentity): boolean {
  const node = nodeBindings(env);
  if (node === undefined) return false;
  setConsumer(node.outgoing, consumer);
  return true;
}

/** Has Node's response remember what was thrown, where there is one. */
export function setErrorBelow(env: unknown, error: unknown): void {
  const node = nodeBindings(env);
  if (node !== undefined) setError(node.outgoing, error);
}

/**
 * Says once that something answers before a middleware that is meant to see all requests. Never throws.
 *
 * @param path under which the middleware is registered
 */
export function diagnoseAbove(
  mount: Pick<Mount<never>, "diagnose" | "client">,
  env: unknown,
  path: () => string | undefined,
): void {
  const node = nodeBindings(env);
  if (node === undefined) return;
  try {
    if (/^\/?\*$/.test(path() ?? "")) diagnoseUnseen(mount, node.incoming);
  } catch (error) {
    mount.client.trouble(error);
  }
}
