import type { IncomingMessage, RequestListener, Server } from "node:http";
import { createServer } from "node:http";
import { getRequestListener } from "@hono/node-server";

export type Fetch = (request: Request, env?: unknown) => Response | Promise<Response>;

/** Bounds that keep slow or idle connections from piling up; times in milliseconds. */
const SERVER_OPTIONS = {
  headersTimeout: 10_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16 * 1024,
} as const;

/** A system without IPv6 has no ::1 to listen on. */
const ADDRESS_MISSING = ["EADDRNOTAVAIL", "EAFNOSUPPORT"];

/** HTTP servers on the same port of several addresses. */
export class Listeners {
  readonly #servers: readonly Server[];

  private constructor(servers: readonly Server[]) {
    this.#servers = servers;
  }

  /**
   * Listens on a port of all addresses that this computer has; the first one must be among them.
   *
   * @throws the system's error, e.g. with code `EADDRINUSE`; then it listens on none.
   */
  static async open(fetch: Fetch, addresses: readonly string[], port: number): Promise<Listeners> {
    const servers: Server[] = [];
    const listener = requestListener(fetch);
    try {
      for (const address of addresses) {
        const server = createServer(SERVER_OPTIONS, listener);
        const listening = await listen(server, address, port, servers.length > 0);
        if (listening) servers.push(server);
      }
    } catch (error) {
      await new Listeners(servers).close(0);
      throw error;
    }
    return new Listeners(servers);
  }

  /** Accepts no more connections, lets running requests end for at most `timeout` milliseconds, then cuts them. */
  async close(timeout: number): Promise<void> {
    const closed = Promise.all(
      this.#servers.map(
        (server) => new Promise<void>((resolve) => void server.close(() => resolve())),
      ),
    );
    // A connection that was busy when close() ran becomes idle later.
    const sweep = setInterval(() => this.#each((server) => server.closeIdleConnections()), 50);
    const deadline = setTimeout(
      () => this.#each((server) => server.closeAllConnections()),
      timeout,
    );
    await closed;
    clearInterval(sweep);
    clearTimeout(deadline);
  }

  #each(action: (server: Server) => void): void {
    for (const server of this.#servers) action(server);
  }
}

function requestListener(fetch: Fetch): RequestListener {
  const answer = getRequestListener(fetch);
  return (incoming, outgoing) => {
    outgoing.once("finish", () => discardRest(incoming));
    return answer(incoming, outgoing);
  };
}

/**
 * Lets pass what is left of a body that was answered before its end, so that the client can send its next request on
 * this connection. The web stream over the message, which nobody reads any more, would go on pausing it; Hono's
 * listener then bounds the time and the bytes that it takes.
 */
function discardRest(incoming: IncomingMessage): void {
  if (incoming.complete) return;
  incoming.removeAllListeners("data");
  incoming.resume();
}

function listen(server: Server, host: string, port: number, optional: boolean): Promise<boolean> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (optional && ADDRESS_MISSING.includes(error.code ?? "")) resolve(false);
      else reject(error);
    });
    server.listen({ host, port, exclusive: true }, () => resolve(true));
  });
}
