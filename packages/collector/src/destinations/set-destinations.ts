import type { Destination } from "@peekjs/protocol";
import type { CollectorContext } from "../context.ts";
import { Forwarder } from "./forwarder.ts";
import type { DestinationStorage } from "./storage.ts";

/** Exchanges a collector's destinations; with the first ones, it begins to pass anything on. */
export async function setDestinations(
  context: CollectorContext,
  destinations: readonly Destination[],
  storage: DestinationStorage | undefined,
): Promise<void> {
  const { forwarder, reportError, closed } = context;
  if (closed) return;
  if (forwarder !== undefined) return forwarder.setDestinations(destinations);
  if (destinations.length === 0 && storage === undefined) return;
  context.forwarder = new Forwarder({ destinations, storage, reportError });
  await context.forwarder.ready();
}
