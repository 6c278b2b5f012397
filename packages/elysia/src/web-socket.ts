/** What of Bun's server is asked. */
export interface BunServer {
  /** Undefined at a Unix socket, where no client has an address. */
  readonly port?: number | undefined;
  /** The address of the client; null for a request that the server serves no more. */
  requestIP?(request: Request): unknown;
}

type Report = (response: Response | undefined) => void;

/**
 * Makes a report that leaves out the app's answer where Bun has taken the request for a WebSocket: nobody gets it. Bun
 * says so in no other way than by naming no address any more, as after a client has left.
 */
export function unlessTaken(server: BunServer | null, request: Request, report: Report): Report {
  if (!server?.port || !request.headers.get("upgrade")) return report;
  return (response) =>
    report(request.signal.aborted || server.requestIP?.(request) !== null ? response : undefined);
}
