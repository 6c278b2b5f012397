import type { FastifyRequest } from "fastify";

/** Under which Fastify keeps, on each request, what all requests of its route share. */
let contextKey: symbol | undefined;

/** What `routeOptions` said of those of a route; Fastify makes that object anew at each reading. */
const templates = new WeakMap<object, string>();

/** The full template of the route that matched; undefined on a 404, of which `request.url` would carry the query. */
export function routeTemplate(request: FastifyRequest): string | undefined {
  const context = contextOf(request);
  const known = context === undefined ? undefined : templates.get(context);
  if (known !== undefined) return known;
  const { url } = request.routeOptions;
  if (context !== undefined && url !== undefined) templates.set(context, url);
  return url;
}

/** Undefined in a version of Fastify that has none, and of other copies of Fastify than the first. */
function contextOf(request: FastifyRequest): object | undefined {
  contextKey ??= Object.getOwnPropertySymbols(request).find(
    ({ description }) => description === "fastify.context",
  );
  if (contextKey === undefined) return undefined;
  const context = (request as unknown as { [key: symbol]: unknown })[contextKey];
  return typeof context === "object" && context !== null ? context : undefined;
}
