import { Client } from "./client.ts";
import { createEdgePlatform } from "./edge/platform.ts";
import { clientFromEnvironment } from "./from-environment.ts";
import type { PeekOptions } from "./options/options.ts";
import { resolveOptions } from "./options/resolve.ts";
import type { Peek } from "./peek.ts";

export { PeekError } from "@peekjs/protocol";
export type { ClientStats, Outcome, RequestRecord } from "@peekjs/protocol";
export type {
  AliasInput,
  EventInput,
  GroupInput,
  IdentifyInput,
  PageInput,
  TrackInput,
} from "./input/product-calls.ts";
export type { Consumer, ConsumerIdentity, MountOptions, PeekOptions } from "./options/options.ts";
export type { FlushResult, Peek, RequestInput } from "./peek.ts";

/**
 * Creates a client for an edge runtime. It may be called at module scope: the client starts, and reads the
 * environment, at the first request.
 *
 * @throws {PeekError} for options that cannot work, as on Node
 */
export function createPeek(options: PeekOptions = {}): Peek {
  const platform = createEdgePlatform();
  resolveOptions(options, {}, platform.defaults({}));
  return new Client(options, platform);
}

/** The isolate's own client, made from the environment of the first request. */
export function peekFromEnvironment(): Peek {
  return clientFromEnvironment(createEdgePlatform);
}
