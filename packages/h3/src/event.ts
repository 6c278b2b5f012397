import { nodeEnvironment } from "@peekjs/core/fetch";

/** Node's own request, beside its response, as h3 and srvx hold them. */
interface NodeMessages {
  readonly req: { readonly url?: string | undefined };
}

/** A web request as srvx hands it over. */
export interface ServerRequest extends Request {
  readonly runtime?: {
    readonly node?: NodeMessages;
    readonly cloudflare?: { readonly env?: unknown };
  };
  waitUntil?(promise: Promise<unknown>): void;
}

/** Holds what the app keeps there, as h3's own type says. */
interface EventContext extends Record<string, any> {
  matchedRoute?: { readonly path?: string; readonly route?: string };
}

/** What this package uses of an event: of h3 1, or of h3 2. */
export interface EventLike {
  readonly context: EventContext;
  /** Of h3 1. */
  readonly node?: NodeMessages | undefined;
  /** Of h3 1: the path behind the prefixes of the layers that lead to the handler. */
  readonly path?: string;
  /** Of h3 2, where its path is without dot segments, and without a base while what is behind it runs. */
  readonly url?: { readonly pathname: string };
  /** Of h3 2. */
  readonly app?: { readonly "~routes"?: readonly { readonly route?: string }[] };
  /** Of h3 2 the web request; h3 1 has Node's there too. */
  readonly req?: unknown;
}

/** Node's own request and response below an event; undefined where no server of Node's made it. */
export function nodeOf(event: Pick<EventLike, "node" | "req">): NodeMessages | undefined {
  const raw = webRequestOf(event);
  return raw ? (nodeEnvironment(raw) as NodeMessages | undefined) : event.node;
}

export function webRequestOf({
  node,
  req,
}: Pick<EventLike, "node" | "req">): ServerRequest | undefined {
  return node === undefined ? (req as ServerRequest | undefined) : undefined;
}

/** Path and query as the client asked for them. */
export function targetOf(event: EventLike): string {
  const node = nodeOf(event);
  if (node === undefined) {
    return webRequestOf(event)?.url.replace(/^\w+:\/\/[^/]*/, "") ?? "/";
  }
  return (node.req as { originalUrl?: string }).originalUrl ?? node.req.url ?? "/";
}
