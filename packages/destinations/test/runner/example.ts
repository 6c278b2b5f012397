import {
  defineDestination,
  judgeStatus,
  type DestinationOptions,
  type Outcome,
} from "@peekjs/destinations";
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
      aliases: ["Ids in the browser"],
      limits,
      map: (_, { id }) => ({ payload: { id } }),
      send: async (batch, { post }) =>
        judgeStatus(await post({ url, body: batch.map(({ payload }) => payload.id) })),
    },
    { ...QUICK, ...options },
  );
}

/** A destination whose vendor is a function of the ids in a request. */
export function scriptedDestination(
  limits: { events: number; concurrency?: number },
  send: (ids: string[]) => Promise<Outcome> | Outcome,
  options: DestinationOptions = {},
): Destination {
  return defineDestination<string>(
    {
      name: "vendor",
      limits,
      map: (_, { id }) => ({ payload: id }),
      send: async (batch) => send(batch.map(({ payload }) => payload)),
    },
    { ...QUICK, ...options },
  );
}
