import { nodeEnvironment } from "@peekjs/core/fetch";

/** What Nitro hands over on Workers; h3 1 advises to call the context `ctx`. */
export type Cloudflare = Partial<Record<"env" | "context" | "ctx", unknown>> | undefined;

/** Node's own request and response, as h3 and srvx hold them; what Nitro 2 and web handlers of h3 1 simulate. */
export interface NodeMessages {
  readonly req: {
    readonly url?: string | undefined;
    readonly headers?: object;
    /** Of a simulated request. */
    readonly body?: unknown;
    /** What Nitro is about to make part of the event's context. */
    readonly __unenv__?: { readonly _platform?: { readonly cloudflare?: Cloudflare } };
  };
  readonly res?: {
    readonly statusCode: number;
    getHeaders(): object;
    once(name: "close", listener: () => void): void;
  };
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
  readonly method?: string;
  /** Of h3 1: whether it is answered, or about to be. */
  readonly handled?: boolean;
  /** Of h3 1: the body of a web request. */
  readonly _requestBody?: unknown;
  /** Of h3 2, where its path is without dot segments, and without a base while what is behind it runs. */
  readonly url?: { readonly pathname: string };
  /** Of h3 2. */
  readonly app?: { readonly "~routes"?: readonly { readonly route?: string }[] };
  /** Of h3 2 the web request; h3 1 has Node's there too. */
  readonly req?: unknown;
}

/** Node's own request and response below an event; undefined where no server of Node's made it. */
export function nodeOf(event: Pick<EventLike, "node" | "req">): NodeMessages | undefined {
  const node = messagesOf(event);
  return node && isSimulated(node) ? undefined : node;
}

/** Whether a web handler of h3 1 made up the messages, or Nitro 2, which calls itself so. */
export function isSimulated({ req }: NodeMessages): boolean {
  return "__unenv__" in req;
}

/** The same, also where they are simulated. */
export function messagesOf(event: Pick<EventLike, "node" | "req">): NodeMessages | undefined {
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
  const node = messagesOf(event);
  if (node === undefined) {
    return webRequestOf(event)?.url.replace(/^\w+:\/\/[^/]*/, "") ?? "/";
  }
  return (node.req as { originalUrl?: string }).originalUrl ?? node.req.url ?? "/";
}
