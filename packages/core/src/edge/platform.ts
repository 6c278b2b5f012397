import type { Environment } from "../options/environment.ts";
import type { Platform } from "../platform.ts";
import { createFetchTransport } from "./fetch-transport.ts";

interface EdgeGlobals {
  navigator?: { userAgent?: string };
  EdgeRuntime?: string;
  process?: { env?: Environment };
}

/** What a web-standard runtime offers a client: no disk, and nothing at module scope. */
export function createEdgePlatform(): Platform {
  const globals = globalThis as EdgeGlobals;
  return {
    runtime: globals.navigator?.userAgent ?? globals.EdgeRuntime ?? "edge",
    host: undefined,
    wakesAtCreation: false,
    environment: (bindings) => ({ ...globals.process?.env, ...texts(bindings) }),
    defaults: () => ({ service: "app", developmentEndpoint: "http://localhost:7335" }),
    createTransport: createFetchTransport,
    openSpool: () => undefined,
    hmac: sign,
    schedule(task, milliseconds) {
      const timer = setTimeout(task, milliseconds);
      return () => clearTimeout(timer);
    },
    nextTurn: () => new Promise((resolve) => setTimeout(resolve, 0)),
    hold: (promise) => promise,
    print: (line) => console.warn(line),
    onEnd: () => () => undefined,
  };
}

function texts(bindings: unknown): Environment {
  return Object.fromEntries(
    Object.entries(bindings ?? {}).filter(([, value]) => typeof value === "string"),
  ) as Environment;
}

async function sign(key: string | Uint8Array, text: string): Promise<Uint8Array> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const encoder = new TextEncoder();
  const bytes = typeof key === "string" ? encoder.encode(key) : new Uint8Array(key);
  const secret = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", secret, encoder.encode(text)));
}
