import type { Request } from "@hapi/hapi";

/** Boom's error of a response, which hapi keeps for its log. */
interface ErrorResponse {
  readonly _error?: unknown;
}

/**
 * What was thrown while a request was handled. What hapi itself answers where nothing matched, and the error that it
 * makes up when a client leaves, are none of the app's.
 */
export function thrownError(request: Request): unknown {
  const { route } = request;
  const response = request.response as typeof request.response | null | symbol;
  // A symbol stands for a response that a handler abandoned: it wrote one itself.
  if (response === null || typeof response === "symbol") return undefined;
  const isBoom = "isBoom" in response;
  const { statusCode } = isBoom ? response.output : response;
  if (isSpecial(request) && WITHOUT_ROUTE.has(statusCode)) return undefined;
  if (!isBoom) return (response as ErrorResponse)._error;
  const { disconnectStatusCode } = route.settings.response as { disconnectStatusCode?: number };
  return statusCode === disconnectStatusCode ? undefined : response;
}

/** What hapi answers by itself to bad paths, to those that match nothing and under load; the rest extensions throw. */
const WITHOUT_ROUTE: ReadonlySet<number> = new Set([400, 404, 503]);

/** hapi's own routes for paths that match nothing, bad ones, and preflight. */
export function isSpecial({ route }: Request): boolean {
  return (route.method as string) === "_special";
}
