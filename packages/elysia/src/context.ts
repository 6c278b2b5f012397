import type { Context } from "elysia";

/**
 * Elysia's own context, as far as Elysia came: `request` alone where an `onRequest` hook in front of the plugin answered,
 * no `headers` and `params` where no route matched, `body` and `cookie` where the route asks for them.
 */
export type AppContext = Pick<Context, "request"> & Partial<Omit<Context, "request">>;

/** What this package uses of Elysia's context, of which there is one for each request. */
export interface ContextLike {
  readonly request: Request;
  /** The template that matched; Elysia fills it in where a hook asks for it. */
  readonly route?: string;
  /** What was thrown. */
  readonly error?: unknown;
}
