import { defineDestination, judgeStatus, type DestinationOptions } from "@peekjs/destinations";
import type { Destination } from "@peekjs/protocol";

/** Pauses as short as tests need them. */
export const QUICK: DestinationOptions = {
  flushInterval: 10,
  retryDelay: 10,
  circuitCooldown: 40,
  timeout: 1_000,
};

/** A destination that posts the ids of a batch, and believes the status. */
export function idsDestination(
  url: string,
  options: DestinationOptions = {},
  limits: { events: number; bytes?: number; maxAge?: number } = { events: 10 },
): Destination {
  return defineDestination<{ id: string }>(
    {
      name: "ids",
      limits,
      map: (_, { id }) => ({ payload: { id } }),
      send: async (batch, { post }) =>
        judgeStatus(await post({ url, body: batch.map(({ payload }) => payload.id) })),
    },
    { ...QUICK, ...options },
  );
}
