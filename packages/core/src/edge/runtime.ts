import type { Environment } from "../options/environment.ts";

/** What tells runtimes apart. */
export interface EdgeGlobals {
  navigator?: { userAgent?: string };
  EdgeRuntime?: string;
  Netlify?: unknown;
  /** Deno and Bun have Node's; isolates may have a part of it. */
  process?: {
    env?: Environment;
    once?(event: "beforeExit", listener: () => void): void;
    off?(event: "beforeExit", listener: () => void): void;
  };
}

/** Replaced by bundlers: so wrangler, Vite and Next.js tell code that it is under development. */
declare const process: { env: { NODE_ENV?: string } };

/** Whether requests run in an isolate of a hosting platform, rather than in a process of the app's own. */
export function isIsolate({ navigator, EdgeRuntime }: EdgeGlobals): boolean {
  return EdgeRuntime !== undefined || navigator?.userAgent === "Cloudflare-Workers";
}

/**
 * What the runtime says by itself, and what it hands to a request. Where apps are hosted, one that is not under development is in production.
 */
export function readEnvironment(globals: EdgeGlobals, bindings?: unknown): Environment {
  const environment = processEnvironment(globals);
  const isHosted = isIsolate(globals) || environment["DENO_DEPLOYMENT_ID"] !== undefined;
  const stage = isHosted ? { NODE_ENV: hostedStage(environment) } : {};
  const texts = Object.entries(bindings ?? {}).filter(([, value]) => typeof value === "string");
  return { ...stage, ...environment, ...(Object.fromEntries(texts) as Environment) };
}

function hostedStage(environment: Environment): string {
  const stage = bundledStage() ?? environment["VERCEL_ENV"];
  return stage === "development" || stage === "test" ? stage : "production";
}

function bundledStage(): string | undefined {
  try {
    return process.env.NODE_ENV;
  } catch {
    return undefined;
  }
}

/** Deno asks for a permission, which an app may do without. */
function processEnvironment({ process }: EdgeGlobals): Environment {
  try {
    return { ...process?.env };
  } catch {
    return {};
  }
}
