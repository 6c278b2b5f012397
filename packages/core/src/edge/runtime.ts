/** The environment of a process and the bindings of a request, of which those of Workers need be no texts. */
export type EdgeEnvironment = Readonly<Record<string, string | number | undefined>>;

/** What tells runtimes apart. */
export interface EdgeGlobals {
  navigator?: { userAgent?: string };
  EdgeRuntime?: string;
  /** Deno and Bun have Node's; isolates may have a part of it. */
  process?: {
    env?: EdgeEnvironment;
    once?(event: "beforeExit", listener: () => void): void;
    off?(event: "beforeExit", listener: () => void): void;
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
export function readEnvironment(bindings?: unknown): EdgeEnvironment {
  let own: Record<string, string | undefined> = {};
  let stage: string | undefined;
  try {
    own = { ...(globals.process?.env as typeof own) };
    stage = process.env.NODE_ENV;
  } catch {
    // There may be no `process`; Deno asks for a permission, which an app may do without.
  }
  if (isIsolate() || own["DENO_DEPLOYMENT_ID"]) {
    stage ??= own["VERCEL_ENV"];
    own["NODE_ENV"] ??= /^(development|test)$/.test(stage!) ? stage : "production";
  }
  return { ...own, ...(bindings as object) };
}
