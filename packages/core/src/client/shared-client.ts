import type { Peek } from "./peek.ts";

const SHARED: unique symbol = Symbol.for("peek.shared-client.v1") as never;

/** The process's or isolate's own client: what `peek()` without a client uses. */
export function sharedClient(create: () => Peek): Peek {
  const shared = globalThis as { [SHARED]?: Peek };
  return (shared[SHARED] ??= create());
}
