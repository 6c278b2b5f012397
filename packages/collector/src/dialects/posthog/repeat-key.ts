import { digest, tellingTexts } from "../repeats.ts";
import { isObject } from "../read-json.ts";

/** The shortest time, in milliseconds, after which PostHog's clients send again what failed. */
export const SHORTEST_BACKOFF = 100;

/**
 * What a batch is known by when it comes again: all that is in it, since a client repeats it as it was, save for the time of
 * sending. Absent where each event has a `uuid`, by which it is known itself, as posthog-node gives it from 3 on; and where
 * a new batch could be taken for it.
 */
export async function repeatKey(batch: readonly unknown[]): Promise<string | undefined> {
  const events = batch.filter(isObject);
  if (events.every(({ uuid }) => typeof uuid === "string")) return undefined;
  const texts = tellingTexts(events);
  return texts && `posthog ${await digest(JSON.stringify(batch))}`;
}
