import type { Context } from "elysia";

/** Elysia's own context; `body` and `cookie` are there only where the route asks for them. */
export type AppContext = Omit<Context, "body" | "cookie"> &
  Partial<Pick<Context, "body" | "cookie">>;

/** What this package uses of Elysia's context, of which there is one for each request. */
export interface ContextLike {
  readonly request: Request;
  /** The template that matched; Elysia fills it in where a hook asks for it. */
  readonly route?: string;
  /** What was thrown. */
  readonly error?: unknown;
}
