import { createEdgeClient } from "./edge/client.ts";
import { resolveEdgeOptions } from "./edge/options.ts";
import type { PeekOptions } from "./options/options.ts";
import type { Peek } from "./peek.ts";
import { sharedClient } from "./shared-client.ts";

export { PeekError } from "@peekjs/protocol";
export type * from "./public-types.ts";

/**
 * Creates a client for an edge runtime. It may be called at module scope: the client starts, and reads the
 * environment, at the first request. Product calls need `import "@peekjs/core/events"`.
 *
 * @throws {PeekError} for options that cannot work, as on Node
 */
export function createPeek(options: PeekOptions = {}): Peek {
  resolveEdgeOptions(options, {});
  return createEdgeClient(options);
}

/** The isolate's own client, made from the environment of the first request. */
export function peekFromEnvironment(): Peek {
  return sharedClient(() => createEdgeClient({}));
}
