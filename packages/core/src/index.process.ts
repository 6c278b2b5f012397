import { Client } from "./client/client.ts";
import { ClientEngine } from "./client/client-engine.ts";
import { detailsWith } from "./details/create-details.ts";
import { maskMessage } from "./privacy/mask/mask-message.ts";
import { readDetailSettings } from "./details/settings.ts";
import { extensions } from "./edge/extensions.ts";
import { resolveEdgeOptions } from "./edge/options.ts";
import { createProcessClient } from "./edge/process-client.ts";
import { takeProductCall } from "./edge/product-calls.ts";
import { createSummaries } from "./edge/summaries.ts";
import { createProcessPlatform } from "./node/process-platform.ts";
import type { PeekOptions } from "./options/options.ts";
import type { Peek } from "./client/peek.ts";
import { shared } from "./adapter/shared.ts";
import { SHARED_CLIENT } from "./adapter/shared-keys.ts";

export { PeekError } from "@peekjs/protocol";
export type * from "./client/public-types.ts";

/**
 * Creates a client for Deno or Bun: one for an app is enough. It starts, and reads the environment, at the first
 * request or call; with `destinations`, at once.
 *
 * @throws {PeekError} `PEEK_E_OPTION`, `PEEK_E_KEY_FORMAT`, `PEEK_E_ENDPOINT` or `PEEK_E_PRIVATE_ENDPOINT`, naming the
 * option; those of other clients, which Node refuses, have no effect here unless `destinations` are given
 */
export function createPeek(options: PeekOptions = {}): Peek {
  if (options.destinations !== undefined) return createFeedingClient(options);
  resolveEdgeOptions(options, {});
  return create(options);
}

/** The process's own client, made from the environment of the first request. */
export function peekFromEnvironment(): Peek {
  return shared(SHARED_CLIENT, () => create({}));
}

/** Only Node's client feeds destinations. */
function createFeedingClient(options: PeekOptions): Peek {
  readDetailSettings(options);
  const engine = new ClientEngine(options, createProcessPlatform());
  engine.wake();
  return new Client(engine);
}

function create(options: PeekOptions): Peek {
  Object.assign(extensions, { takeProductCall, createSummaries, maskMessage });
  return createProcessClient(options, detailsWith());
}
