import { Client } from "./client.ts";
import type { Peek } from "./peek.ts";
import type { Platform } from "./platform.ts";

const SHARED: unique symbol = Symbol.for("peek.shared-client.v1") as never;

/**
 * The process's own client, made from the environment at the first call: what `peek()` without a client uses. Where the
 * environment is wrong it says so once and does nothing.
 */
export function clientFromEnvironment(createPlatform: () => Platform): Peek {
  const shared = globalThis as { [SHARED]?: Peek };
  return (shared[SHARED] ??= create(createPlatform()));
}

function create(platform: Platform): Peek {
  const client = new Client({}, platform);
  try {
    if (platform.wakesAtCreation) client.wake();
  } catch (error) {
    client.trouble(error);
  }
  return client;
}
