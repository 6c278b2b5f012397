import type { IncomingMessage } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import { redactPath } from "../privacy/redact-path.ts";
import { watchUnseen } from "./connection.ts";
import { exchangeOf } from "./exchange.ts";

/**
 * For frameworks that do not show what is registered before a middleware: says once that something else answered a
 * request of the same server.
 */
export function diagnoseUnseen(
  mount: Pick<Mount<never>, "diagnose">,
  incoming: IncomingMessage,
): void {
  let isTold = false;
  watchUnseen(incoming, ({ method, url = "" }, outgoing) => {
    // Servers refuse malformed requests themselves.
    if (isTold || outgoing.statusCode === 400 || exchangeOf(outgoing) !== undefined) return;
    isTold = true;
    const path = redactPath(url.replace(/\?.*$/s, ""));
    mount.diagnose(
      "PEEK_W_AFTER_ROUTES",
      `${method} ${path} was answered before peek() saw it: what is registered above app.use(peek()) is invisible. Move app.use(peek()) up.`,
    );
  });
}
