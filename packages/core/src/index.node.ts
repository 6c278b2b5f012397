import { Client } from "./client/client.ts";
import { ClientEngine } from "./client/client-engine.ts";
import { readDetailSettings } from "./details/settings.ts";
import { createNodePlatform } from "./node/platform.ts";
import type { PeekOptions } from "./options/options.ts";
import type { Peek } from "./client/peek.ts";
import { shared } from "./adapter/shared.ts";
import { SHARED_CLIENT } from "./adapter/shared-keys.ts";

export { PeekError } from "@peekjs/protocol";
export type * from "./client/public-types.ts";

/**
 * Creates a client: one for an app is enough.
 *
 * @throws {PeekError} `PEEK_E_OPTION`, `PEEK_E_ENDPOINT`, `PEEK_E_PRIVATE_ENDPOINT` or `PEEK_E_KEY_FORMAT` for options
 * that cannot work; nothing is thrown later
 * @example
 * ```ts
 * const client = createPeek({ service: "orders" });
 * app.use(peek(client));
 * ```
 */
export function createPeek(options: PeekOptions = {}): Peek {
  readDetailSettings(options);
  const engine = new ClientEngine(options, createNodePlatform());
  engine.wake();
  return new Client(engine);
}

/**
 * The process's own client, made from `PEEK_*` variables at the first call. Never throws: where the environment is
 * wrong it says so once and does nothing.
 */
export function peekFromEnvironment(): Peek {
  return shared(SHARED_CLIENT, () => {
    const engine = new ClientEngine({}, createNodePlatform());
    try {
      engine.wake();
    } catch (error) {
      engine.trouble(error);
    }
    return new Client(engine);
  });
}
