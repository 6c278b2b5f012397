import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** What this package uses of Express's request: Node's own, with more on it. */
export interface ExpressRequest extends IncomingMessage {
  readonly route?: { readonly path?: unknown };
  /** Concrete prefix of the mount in which it was last. */
  readonly baseUrl?: string;
  readonly app?: ExpressMount;
}

/** An app of Express and where another has it mounted. */
interface ExpressMount {
  readonly mountpath?: unknown;
  readonly parent?: ExpressMount;
}

/** What this package uses of Fastify's request. */
interface FastifyRequest extends Pick<IncomingMessage, "headers" | "method" | "url"> {
  readonly raw: IncomingMessage;
  readonly routeOptions: { readonly url?: string };
}

/** A request of either platform; on Fastify one that is answered before the hooks is Node's own. */
export type NestRequest = ExpressRequest | FastifyRequest;

/** What this package uses of an app of Express. */
export interface ExpressInstance {
  use(
    middleware: (request: ExpressRequest, response: ServerResponse, next: () => void) => void,
  ): void;
}

/** What this package uses of an app of Fastify. */
export interface FastifyInstance {
  readonly server: Server;
  addHook(
    name: "onRequest",
    hook: (request: FastifyRequest, reply: { raw: ServerResponse }, done: () => void) => void,
  ): void;
  addHook(
    name: "onError",
    hook: (
      request: FastifyRequest,
      reply: { raw: ServerResponse },
      error: unknown,
      done: () => void,
    ) => void,
  ): void;
}

/** Node's own message below a platform's. */
export function rawOf<Raw extends object>(message: Raw | { readonly raw: Raw }): Raw {
  return "raw" in message ? message.raw : message;
}
