import type { Mount } from "../adapter/mount.ts";
import { observe, watchServersOf } from "../node-http/index.ts";
import { bindingsOf, bindingsOn, linkBindings } from "./exchange-notes.node.ts";
import type { NodeBindings } from "./node-bindings.ts";
import type { NodeReader } from "./node-reader.ts";
import type { ObserveRequest, RequestReader } from "./observe-request.ts";
import { createObserver as createAnswerObserver } from "./observer.process.ts";

const ADVICE =
  "peek() saw it. What is registered above app.use(peek()) is invisible: move app.use(peek()) up. What the server answers beside the app, as with Socket.IO, or Vite in development, no app sees: attach() of @peekjs/node records it.";

/** The same where servers of Node's run, also those of Bun and Deno: their requests are observed on Node's own messages. */
export function createObserver<FrameworkRequest, Platform = unknown>(
  mount: Mount<FrameworkRequest>,
  reader: RequestReader<FrameworkRequest, Platform>,
  { pathOf, watch }: NodeReader<FrameworkRequest> = {},
): ObserveRequest<FrameworkRequest, Platform> {
  const observeAnswer = createAnswerObserver(mount, reader);
  let isFirst = true;
  return (request, raw, env, handle, platform) => {
    let bindings = bindingsOf(env);
    if (bindings === undefined && raw !== undefined) {
      bindings = bindingsOn(raw);
      if (bindings !== undefined) linkBindings(request, bindings);
    }
    if (isFirst) watchServers(mount, bindings, pathOf && (() => pathOf(request)));
    isFirst = false;
    if (bindings === undefined) return observeAnswer(request, raw, env, handle, platform);
    observe(mount, request, bindings.incoming, bindings.outgoing);
    return watch === undefined ? handle() : watch(handle, env, request);
  };
}

/**
 * Reports what the servers of an app refuse by themselves, and says once that something answers before a middleware that
 * is meant to see all requests. Never throws.
 *
 * @param path for which the middleware is registered; absent for what wraps an app, of which servers serve others too
 */
function watchServers<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  bindings: NodeBindings | undefined,
  path: (() => string | undefined) | undefined,
): void {
  try {
    if (path !== undefined && !/^\/?\*$/.test(path() ?? "")) return;
    watchServersOf(mount, bindings?.incoming, path && ADVICE);
  } catch (error) {
    mount.client.trouble(error);
  }
}
