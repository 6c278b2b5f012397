import { isUnmatched } from "./note-exceptions.ts";
import type { NestRequest } from "./platform.ts";

/** The template with which Nest registered the controller's route: global prefix, version and module paths included. */
export function routeTemplate(request: NestRequest): string | undefined {
  if ("routeOptions" in request) return request.routeOptions.url;
  const { route } = request;
  // Express remembers the last route that matched, also when it was that of Nest's answer to all other paths.
  if (route === undefined || isUnmatched(request)) return undefined;
  return typeof route.path === "string" ? route.path : String(route.path);
}
