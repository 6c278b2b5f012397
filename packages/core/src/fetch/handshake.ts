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

/**
 * Whether a handshake is answered as where the server takes a WebSocket over by itself: Bun, @hono/node-server. There is
 * no body then, which only a copy is asked for: an answer that was asked itself goes out in another form, on Bun without
 * its content type.
 */
export function isTaken({ response, error }: Answered): boolean {
  if (error || (response?.status ?? 200) !== 200 || "Deno" in globalThis) return false;
  if (response?.bodyUsed) return false;
  const body = response?.clone?.().body;
  body?.cancel().catch(() => undefined);
  return !body;
}
