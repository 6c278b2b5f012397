import type { Context } from "hono";

/** The token of `Authorization: Bearer …`. */
export function bearerToken(context: Context): string | undefined {
  return /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
}

/**
 * What `Authorization: Basic …` says. Several vendors' clients put their key there as the user, with no password; with one,
 * it is more likely what a browser tells a proxy.
 */
export function basicCredentials(context: Context): { user: string; password: string } | undefined {
  const encoded = /^Basic +([\w+/=-]+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  if (encoded === undefined) return undefined;
  try {
    const text = atob(encoded.replaceAll("-", "+").replaceAll("_", "/"));
    const [, user, password = ""] = /^([^:]+)(?::(.*))?$/s.exec(text) ?? [];
    return user === undefined ? undefined : { user, password };
  } catch {
    return undefined;
  }
}
