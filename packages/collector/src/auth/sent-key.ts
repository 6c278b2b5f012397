import type { Context } from "hono";

/** The token of `Authorization: Bearer …`. */
export function bearerToken(context: Context): string | undefined {
  return /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
}

/** The user of `Authorization: Basic …`, which is where several vendors' clients put their key. */
export function basicUser(context: Context): string | undefined {
  const encoded = /^Basic +([\w+/=-]+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  if (encoded === undefined) return undefined;
  try {
    const user = atob(encoded.replaceAll("-", "+").replaceAll("_", "/")).split(":", 1)[0];
    return user === "" ? undefined : user;
  } catch {
    return undefined;
  }
}
