/** Has the platform go on working for a request, once it is answered, until the promise settles. */
export type WaitUntil = (promise: Promise<unknown>) => void;

interface RequestContext {
  waitUntil?: WaitUntil;
}

interface ServerlessGlobals {
  [key: symbol]: { get?(): RequestContext | undefined } | undefined;
  Netlify?: { context?: RequestContext | null };
}

/** The platform's own `waitUntil` for the request that is under way; undefined where there is none. */
export function requestWaitUntil(): WaitUntil | undefined {
  const globals = globalThis as unknown as ServerlessGlobals;
  // Where Vercel, and the platforms that run Next.js, keep the context of the request that is under way.
  for (const platform of ["@vercel", "@next"]) {
    const context = globals[Symbol.for(`${platform}/request-context`)]?.get?.();
    if (typeof context?.waitUntil === "function") return context.waitUntil.bind(context);
  }
  const context = globals.Netlify?.context;
  return typeof context?.waitUntil === "function" ? context.waitUntil.bind(context) : undefined;
}
