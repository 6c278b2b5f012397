import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Mount } from "../adapter/mount.ts";
import { WATCHING } from "../adapter/shared-keys.ts";
import { redactPath } from "../privacy/redact-path.ts";
import { exchangeOf } from "./find-exchange.ts";
import { onFoundServer } from "./found-servers.ts";
import { isBrokenOff } from "./progress.ts";
import { isRefusal } from "./refusal.ts";
import { reportUnobserved } from "./report-unobserved.ts";
import { watchUnobserved } from "./server-channels.ts";
import { keepStartTimes, startTimeOf } from "./started.ts";

/** With these, servers refuse malformed requests and unknown expectations themselves. */
const BY_SERVERS: ReadonlySet<number> = new Set([400, 417]);

type WatchedServer = Server & { [WATCHING]?: WeakSet<object> };

/**
 * For adapters that do not see all that is registered before them: reports what the server, or the framework, refuses
 * by itself, and says once that something else answered a request of the same server. Never throws.
 *
 * @param advice what to say after "GET /early was answered before", as in "peek() saw it"; absent where such
 * answers are in order
 */
export function watchServer<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  server: Server,
  advice?: string,
  isOfApp: (outgoing: ServerResponse) => boolean = () => true,
): void {
  try {
    if (mount.isActive() && isFirst(server, mount.client)) watch(mount, server, advice, isOfApp);
  } catch (error) {
    mount.client.trouble(error);
  }
}

/**
 * The same for adapters that are not told which servers serve their app: of each whose requests the mount observes. To be
 * called with the first request. Never throws.
 *
 * @param isOfApp whether something of the app answered; absent where its framework leaves no mark on responses
 */
export function watchServersOf<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  incoming: Pick<IncomingMessage, "httpVersionMajor" | "socket"> | undefined,
  advice?: string,
  isOfApp?: (outgoing: ServerResponse) => boolean,
): void {
  try {
    const watch = (server: Server): void => watchServer(mount, server, advice, isOfApp);
    onFoundServer(mount, watch);
    // The socket of HTTP/2 is a proxy that may throw; simulated requests may have none.
    const socket = incoming?.httpVersionMajor === 1 ? incoming.socket : undefined;
    const { server } = (socket ?? {}) as { server?: Server };
    if (server !== undefined) watch(server);
  } catch (error) {
    mount.client.trouble(error);
  }
}

function isFirst(server: WatchedServer, client: object): boolean {
  if (!Object.hasOwn(server, WATCHING)) {
    Object.defineProperty(server, WATCHING, { value: new WeakSet() });
  }
  const clients = server[WATCHING]!;
  if (clients.has(client)) return false;
  clients.add(client);
  return true;
}

function watch<FrameworkRequest>(
  mount: Mount<FrameworkRequest>,
  server: Server,
  advice: string | undefined,
  isOfApp: (outgoing: ServerResponse) => boolean,
): void {
  const withoutFramework = mount.withoutFramework();
  let isDiagnosed = advice === undefined;
  keepStartTimes(server);
  watchUnobserved(server, (incoming, outgoing) => {
    if (exchangeOf(outgoing) !== undefined || isBrokenOff(incoming) || !mount.isActive()) return;
    const startedAt = startTimeOf(outgoing);
    if (startedAt !== undefined && isRefusal(incoming, outgoing)) {
      reportUnobserved(withoutFramework, incoming, outgoing, startedAt);
    } else if (!isDiagnosed && !BY_SERVERS.has(outgoing.statusCode) && isOfApp(outgoing)) {
      isDiagnosed = true;
      mount.diagnose("PEEK_W_AFTER_ROUTES", `${nameOf(incoming)} was answered before ${advice}`);
    }
  });
}

/** Express cuts the path of a mounted app off the `url`. */
function nameOf({
  method,
  url = "",
  originalUrl = url,
}: IncomingMessage & { originalUrl?: string }): string {
  return `${method} ${redactPath(originalUrl.replace(/\?.*$/s, ""))}`;
}
