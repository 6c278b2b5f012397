import type { Answered } from "./answer.ts";

/**
 * A copy of a WebSocket's handshake: Deno's requests tell nothing more once a WebSocket has taken them. Undefined for a
 * request that is none. Never throws.
 */
export function copyOfHandshake(raw: Request): Request | undefined {
  try {
    if (raw.method === "GET" && raw.headers.get("sec-websocket-key")) return raw.clone();
  } catch {
    // Frameworks serve objects with no more than a method and a URL.
  }
  return undefined;
}

/** Whether a handshake is answered as where the server takes a WebSocket over by itself: Bun, @hono/node-server. */
export function isTaken({ response, error }: Answered): boolean {
  return !error && !response?.body && (response?.status ?? 200) === 200;
}
