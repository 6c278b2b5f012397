/** Has the platform go on working for a request, once it is answered, until the promise settles. */
export type WaitUntil = (promise: Promise<unknown>) => void;

interface RequestContext {
  waitUntil?: WaitUntil;
}

/** Where Vercel, and the platforms that run Next.js, keep the context of the request that is under way. */
const VERCEL: unique symbol = Symbol.for("@vercel/request-context");
const NEXT: unique symbol = Symbol.for("@next/request-context");

interface ServerlessGlobals {
  [VERCEL]?: { get?(): RequestContext | undefined };
  [NEXT]?: { get?(): RequestContext | undefined };
  Netlify?: { context?: RequestContext | null };
}

/** The platform's own `waitUntil` for the request that is under way; undefined where there is none. Never throws. */
export function requestWaitUntil(): WaitUntil | undefined {
  const globals = globalThis as ServerlessGlobals;
  try {
    const context = globals[VERCEL]?.get?.() ?? globals[NEXT]?.get?.() ?? globals.Netlify?.context;
    return context?.waitUntil?.bind(context);
  } catch {
    return undefined;
  }
}
