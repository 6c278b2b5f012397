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
  const contextOf = (platform: string): RequestContext | undefined =>
    globals[Symbol.for(`@${platform}/request-context`)]?.get?.();
  const context = contextOf("vercel") ?? contextOf("next") ?? globals.Netlify?.context;
  return typeof context?.waitUntil === "function" ? context.waitUntil.bind(context) : undefined;
}
