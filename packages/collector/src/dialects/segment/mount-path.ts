import type { Context } from "hono";
import type { CollectorEnv } from "../../context.ts";

/** A path of plain names; without a host, a query or a step upwards, whatever is put before or behind it. */
const PLAIN_PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)+$/;
const LONGEST = 256;

/**
 * The path under which a page finds what is at `path` here: what an app took off before it handed the request on, and what
 * a proxy did, which says so in `X-Forwarded-Prefix`. Anyone may write that header, but into no answer save their own, and a
 * path alone, which leaves the host as it is.
 */
export function mountPath(context: Context<CollectorEnv>, path: string): string {
  const { pathname } = new URL(context.req.url);
  const { takenOff = "" } = (context.env as { takenOff?: string } | undefined) ?? {};
  const own = takenOff + pathname.slice(0, pathname.indexOf(path));
  const prefix = forwardedPrefix(context.req.header("x-forwarded-prefix"));
  return `${own}/`.startsWith(`${prefix}/`) ? own : prefix + own;
}

function forwardedPrefix(header = ""): string {
  const prefix = header.replace(/\/$/, "");
  return prefix.length <= LONGEST && PLAIN_PATH.test(prefix) ? prefix : "";
}
