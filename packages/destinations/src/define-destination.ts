import type { Destination } from "@peekjs/protocol";
import type { DestinationDefinition } from "./definition.ts";
import { resolveOptions, type DestinationOptions } from "./options.ts";
import { Connection } from "./runner/connection.ts";

/**
 * Makes a destination of what is particular to it. The rest is the same for all: filters, a bounded queue of its own,
 * batches within its limits, retries with full jitter and Retry-After, a circuit breaker, a rate limit, the search for
 * the one bad event in a refused batch, dead letters, and statistics.
 *
 * @throws PeekError `PEEK_E_DESTINATION_OPTION`
 *
 * @example
 * ```ts
 * const chat = (options: DestinationOptions & { url: string }) =>
 *   defineDestination<{ text: string }>({
 *     name: "chat",
 *     limits: { events: 1 },
 *     map: (event) => ({ payload: { text: `${event.userId} did ${event.event}` } }),
 *     send: async ([item], { post }) => judgeStatus(await post({ url: options.url, body: item!.payload })),
 *   }, options);
 * ```
 */
export function defineDestination<Payload>(
  definition: DestinationDefinition<Payload>,
  options: DestinationOptions = {},
): Destination {
  const name = options.name ?? definition.name;
  const resolved = resolveOptions(name, options);
  return {
    name,
    kind: definition.name,
    connect: (host = {}) => new Connection(definition, resolved, host),
  };
}
