import type { IncomingMessage } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import { redactPath } from "../privacy/redact-path.ts";
import { watchUnseen } from "./connection.ts";
import { exchangeOf } from "./exchange.ts";

/** With these, servers refuse malformed requests and unknown expectations themselves. */
const BY_SERVERS = new Set([400, 417]);

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
    if (isTold || BY_SERVERS.has(outgoing.statusCode) || exchangeOf(outgoing) !== undefined) return;
    isTold = true;
    const path = redactPath(url.replace(/\?.*$/s, ""));
    mount.diagnose(
      "PEEK_W_AFTER_ROUTES",
      `${method} ${path} was answered before peek() saw it: what is registered above app.use(peek()) is invisible. Move app.use(peek()) up.`,
    );
  });
}
