import { hold } from "../hold.ts";
import type { Transport } from "../delivery/transport.ts";
import type { Environment } from "../options/environment.ts";
import type { Platform } from "../platform.ts";
import { createFetchTransport } from "./fetch-transport.ts";
import { isIsolate, readRuntimeEnvironment, type EdgeGlobals } from "./runtime.ts";

/** Milliseconds for the last delivery of a process that has nothing else to do. */
const END_TIMEOUT = 1_000;
const PASS_ON =
  'No waitUntil was handed over: deliveries die with the request that started them. Pass the context on, as in app.fetch(request, env, ctx), or end the handler with "ctx.waitUntil(client.flush())".';

/** What a web-standard runtime offers a client: no disk, and nothing at module scope. */
export function createEdgePlatform(): Platform {
  const globals = globalThis as EdgeGlobals;
  let transport: Transport | undefined;
  return {
    runtime: globals.navigator?.userAgent ?? globals.EdgeRuntime ?? "edge",
    host: undefined,
    wakesAtCreation: false,
    mayStart,
    environment: (bindings) => ({ ...readRuntimeEnvironment(globals), ...texts(bindings) }),
    defaults: () => ({ service: "app", developmentEndpoint: "http://localhost:7335" }),
    createTransport: (options) => (transport = createFetchTransport(options)),
    openSpool: () => undefined,
    hmac: sign,
    schedule(task, milliseconds) {
      const timer = setTimeout(task, milliseconds) as { unref?(): void } | number;
      if (typeof timer === "object") timer.unref?.();
      return () => clearTimeout(timer as number);
    },
    nextTurn: () => new Promise((resolve) => setTimeout(resolve, 0)),
    hold,
    print: (line) => console.warn(line),
    serverlessAdvice: () =>
      isIsolate(globals) || globals.Netlify !== undefined ? PASS_ON : undefined,
    onEnd({ flushOnExit }, flush) {
      const { process } = globals;
      if (flushOnExit === false || typeof process?.once !== "function") return () => undefined;
      // A delivery that is under way would keep the process alive.
      const flushAtEnd = (): void =>
        void hold(flush(END_TIMEOUT)).finally(() => transport?.close());
      process.once("beforeExit", flushAtEnd);
      return () => process.off?.("beforeExit", flushAtEnd);
    },
  };
}

/** Workers may draw no random value, and therefore make no instance id, before their first request. */
function mayStart(): boolean {
  try {
    crypto.getRandomValues(new Uint8Array(1));
    return true;
  } catch {
    return false;
  }
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
