import type { ConsumerIdentity } from "../options/options.ts";

/** What `setConsumer` was called with, by web request or by the framework's own, where no Node response remembers it. */
const consumers = new WeakMap<object, ConsumerIdentity>();

export function rememberConsumer(request: object, consumer: ConsumerIdentity): void {
  consumers.set(request, consumer);
}

/** What was remembered last for any of these; null where the app says that nobody calls. */
export function rememberedConsumer(raw: Request, request: unknown): ConsumerIdentity {
  return consumers.get(consumers.has(raw) ? raw : (request as object));
}
