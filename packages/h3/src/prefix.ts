import { type EventLike, messagesOf, targetOf } from "./event.ts";

/**
 * What the layers of h3 1 that lead to a handler took from the path: their own text, unless it is written in another
 * way, with escapes, and then not told.
 */
export function layerPrefix(event: EventLike): string | undefined {
  const rest = messagesOf(event)?.req.url;
  const target = targetOf(event);
  if (rest === undefined || rest === target) return undefined;
  // Of a path that ends with the layer's, a layer sees `/`.
  const prefix = rest === "/" ? target.replace(/\/$/, "") : before(target, rest);
  return prefix && !/[%?#]/.test(prefix) ? prefix : undefined;
}

/**
 * The base that `withBase` of h3 2 took from the path, while what is behind it runs. Apps may shorten paths as they
 * like: only what a route of the app begins with is a base.
 */
export function basePrefix(event: EventLike): string {
  const { url, app } = event;
  if (url === undefined) return "";
  const asked = targetOf(event).replace(/[?#].*$/s, "");
  const base = before(asked, url.pathname);
  const isFixed = base && app?.["~routes"]?.some(({ route }) => route?.startsWith(`${base}/`));
  return isFixed ? base : "";
}

function before(path: string, end: string): string {
  return path.endsWith(end) ? path.slice(0, -end.length) : "";
}
