import { createEdgeClient } from "./edge/client.ts";
import { resolveEdgeOptions } from "./edge/options.ts";
import type { PeekOptions } from "./options/options.ts";
import type { Peek } from "./client/peek.ts";
import { SHARED_CLIENT } from "./adapter/shared-keys.ts";

export { PeekError } from "@peekjs/protocol";
export type * from "./client/public-types.ts";

/**
 * Creates a client for an edge runtime. It may be called at module scope: the client starts, and reads the
 * environment, at the first request. Product calls need `import "@peekjs/core/events"`.
 *
 * @throws {PeekError} `PEEK_E_OPTION`, `PEEK_E_KEY_FORMAT`, `PEEK_E_ENDPOINT` or `PEEK_E_PRIVATE_ENDPOINT`, naming the
 * option; those of other clients, which Node refuses, have no effect here
 */
export function createPeek(options: PeekOptions = {}): Peek {
  resolveEdgeOptions(options, {});
  return createEdgeClient(options);
}

/** The isolate's own client, made from the environment of the first request. */
export function peekFromEnvironment(): Peek {
  return ((globalThis as { [SHARED_CLIENT]?: Peek })[SHARED_CLIENT] ??= createEdgeClient({}));
}
