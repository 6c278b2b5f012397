import { readEnvironment, runtimeName } from "../edge/runtime.ts";
import type { Environment } from "../options/environment.ts";
import type { Platform } from "../platform.ts";
import { developmentEndpoint } from "./defaults.ts";
import { createNodePlatform } from "./platform.ts";

/** What a process of Deno or Bun offers a client: Node's timers and sockets, and no disk, for which Deno asks a permission. */
export function createProcessPlatform(): Platform {
  return {
    ...createNodePlatform(),
    runtime: runtimeName(),
    environment: () => readEnvironment() as Environment,
    defaults: () => ({ service: "app", developmentEndpoint: developmentEndpoint() }),
    openSpool: () => undefined,
  };
}
