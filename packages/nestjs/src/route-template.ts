import { isUnmatched } from "./note-exceptions.ts";
import type { ExpressRequest, NestRequest } from "./platform.ts";

/**
 * The template with which Nest registered the controller's route: global prefix, version and module paths included, and
 * the mounts of apps of Express around Nest's.
 */
export function routeTemplate(request: NestRequest): string | undefined {
  if ("routeOptions" in request) return request.routeOptions.url;
  const { route } = request;
  // Express remembers the last route that matched, also when it was that of Nest's answer to all other paths.
  if (route === undefined || isUnmatched(request)) return undefined;
  const prefix = mountPrefix(request);
  return prefix === undefined ? undefined : `${prefix}${String(route.path)}`;
}

/** Undefined where the apps do not tell: of routers around Nest's app, and of mounts at several paths or an expression. */
function mountPrefix({ app, baseUrl = "" }: ExpressRequest): string | undefined {
  if (baseUrl === "") return "";
  let prefix = "";
  for (let each = app; each?.parent !== undefined; each = each.parent) {
    if (typeof each.mountpath !== "string") return undefined;
    prefix = each.mountpath.replace(/\/$/, "") + prefix;
  }
  return prefix.split("/").length === baseUrl.split("/").length ? prefix : undefined;
}
