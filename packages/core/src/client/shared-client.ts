import { SHARED_CLIENT } from "../adapter/shared-keys.ts";
import type { Peek } from "./peek.ts";

/** The process's or isolate's own client: what `peek()` without a client uses. */
export function sharedClient(create: () => Peek): Peek {
  const shared = globalThis as { [SHARED_CLIENT]?: Peek };
  return (shared[SHARED_CLIENT] ??= create());
}
