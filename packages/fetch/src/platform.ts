type WaitUntil = (promise: Promise<unknown>) => void;

/**
 * The platform's `waitUntil`, wherever it is among what a handler is given beside the request: Workers hand it over
 * third, Vercel and Netlify second.
 */
export function waitUntilOf(rest: readonly unknown[]): WaitUntil | undefined {
  for (const each of rest) {
    const waitUntil = ownWaitUntil(each as { waitUntil?: WaitUntil } | null | undefined);
    if (waitUntil !== undefined) return waitUntil;
  }
  return undefined;
}

/** Environments may be proxies that throw where they are asked for what they do not know. */
function ownWaitUntil(
  context: { waitUntil?: WaitUntil } | null | undefined,
): WaitUntil | undefined {
  try {
    return typeof context?.waitUntil === "function" ? context.waitUntil.bind(context) : undefined;
  } catch {
    return undefined;
  }
}

/** Where servers of Node's keep their own request and response: second, or on the web request. */
export function nodeEnvironment(request: Request, [env]: readonly unknown[]): unknown {
  return (request as { runtime?: { node?: unknown } }).runtime?.node ?? env;
}
