/** Has the platform go on working for a request, once it is answered, until the promise settles. */
export type WaitUntil = (promise: Promise<unknown>) => void;

interface RequestContext {
  waitUntil?: WaitUntil;
}

interface ServerlessGlobals {
  [key: symbol]: { get?(): RequestContext | undefined } | undefined;
  Netlify?: { context?: RequestContext | null };
}

/** Where Vercel, and the platforms that run Next.js, keep the context of the request that is under way. */
const CONTEXTS = ["@vercel/request-context", "@next/request-context"].map((name) =>
  Symbol.for(name),
);

/** The platform's own `waitUntil` for the request that is under way; undefined where there is none. */
export function requestWaitUntil(): WaitUntil | undefined {
  const globals = globalThis as unknown as ServerlessGlobals;
  const contexts = [
    ...CONTEXTS.map((key) => globals[key]?.get?.()),
    globals.Netlify?.context ?? undefined,
  ];
  const context = contexts.find((candidate) => typeof candidate?.waitUntil === "function");
  return context === undefined ? undefined : (promise) => context.waitUntil!(promise);
}
