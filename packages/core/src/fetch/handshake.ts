import type { Answered } from "./answer.ts";

/**
 * A copy of a WebSocket's handshake: Deno's requests tell nothing more once a WebSocket has taken them. Undefined for a
 * request that is none. Never throws.
 */
export function copyOfHandshake(raw: Request): Request | undefined {
  try {
    const { headers, method, url } = raw;
    // Not its clone, of which Deno makes a signal, and prints a warning.
    if (method === "GET" && headers.get("sec-websocket-key")) return new Request(url, { headers });
  } catch {
    // Frameworks serve objects with no more than a method and a URL.
  }
  return undefined;
}

/** What of Bun's server is asked, which handlers are given, or an object that has it. */
interface BunServer {
  readonly server?: BunServer | null;
  /** Undefined at a Unix socket, where no client has an address. */
  readonly port?: number;
  requestIP?(request: Request): unknown;
}

/**
 * Whether Bun has taken a handshake's request for a WebSocket, whatever the app answers. Bun says so in no other way than
 * by naming no address any more, as after a client has left. Undefined where there is no such server to ask.
 */
function isTakenByBun(raw: Request, env: unknown): boolean | undefined {
  try {
    const given = (env ?? {}) as BunServer;
    const server = given.server ?? given;
    if (!server.port || !server.requestIP) return undefined;
    return !raw.signal.aborted && server.requestIP(raw) === null;
  } catch {
    // Environments may be proxies that refuse names which they do not know.
    return undefined;
  }
}

/**
 * Whether a handshake is answered as where the server takes a WebSocket over by itself: Bun, @hono/node-server. Where
 * Bun's server cannot be asked, there is no body then, which only a copy is asked for: an answer that was asked itself
 * goes out in another form, on Bun without its content type.
 *
 * @param env what the server hands over beside the request
 */
export function isTaken({ response, error }: Answered, raw: Request, env: unknown): boolean {
  const isKnown = isTakenByBun(raw, env);
  if (isKnown !== undefined) return isKnown;
  if (error || (response?.status ?? 200) !== 200 || "Deno" in globalThis) return false;
  if (response?.bodyUsed) return false;
  const body = response?.clone?.().body;
  body?.cancel().catch(() => undefined);
  return !body;
}
