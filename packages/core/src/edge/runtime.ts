import type { Environment } from "../options/environment.ts";

/** What tells runtimes apart. */
export interface EdgeGlobals {
  navigator?: { userAgent?: string };
  EdgeRuntime?: string;
  /** Deno and Bun have Node's; isolates may have a part of it. */
  process?: {
    env?: Environment;
    once?(event: "beforeExit", listener: () => void): void;
  };
}

/** Replaced by bundlers: so wrangler, Vite and Next.js tell code that it is under development. */
declare const process: { env: { NODE_ENV?: string } };

const globals = globalThis as EdgeGlobals;

export function runtimeName(): string {
  return globals.navigator?.userAgent ?? globals.EdgeRuntime ?? "edge";
}

/** Whether requests run in an isolate of a hosting platform, rather than in a process of the app's own. */
export function isIsolate(): boolean {
  return !!globals.EdgeRuntime || runtimeName() === "Cloudflare-Workers";
}

/**
 * What the runtime says by itself, and what it hands to a request. Where apps are hosted, one that is not under
 * development is in production.
 */
export function readEnvironment(bindings?: unknown): Environment {
  const environment: Record<string, string | undefined> = {
    ...attempt(() => ({ ...globals.process?.env })),
  };
  if (isIsolate() || environment["DENO_DEPLOYMENT_ID"]) {
    const stage = attempt(() => process.env.NODE_ENV) ?? environment["VERCEL_ENV"] ?? "";
    environment["NODE_ENV"] ??= /^(development|test)$/.test(stage) ? stage : "production";
  }
  for (const [name, value] of Object.entries(bindings ?? {})) {
    if (typeof value === "string") environment[name] = value;
  }
  return environment;
}

/** There may be no `process`; Deno asks for a permission, which an app may do without. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
