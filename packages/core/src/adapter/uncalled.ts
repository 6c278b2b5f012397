import type { Peek } from "../client/peek.ts";
import type { AdapterClient } from "./adapter-client.ts";
import { CLIENT } from "./shared-keys.ts";

/**
 * Lets a request through that came to what makes the middleware, as with `app.use(peek)`, and says once what is missing.
 *
 * @param shared gives the client of the environment
 * @returns what `next` returns
 */
export function passUncalled<Result>(shared: () => Peek, next: () => Result): Result {
  const client = shared() as { readonly [CLIENT]?: AdapterClient };
  client[CLIENT]?.diagnose({
    code: "PEEK_W_NOT_CALLED",
    detail:
      "app.use(peek) registers what makes the middleware, and no request is seen. Write app.use(peek()).",
  });
  return next();
}
