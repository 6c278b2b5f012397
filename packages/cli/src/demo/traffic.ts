import { setTimeout as sleep } from "node:timers/promises";
import { createHistory } from "./history.ts";
import { createRequestSource } from "./make-request.ts";
import { createRandom } from "./random.ts";
import { DemoSender } from "./send.ts";

const SEED = 7335;
const MOST_PER_SECOND = 4;

/** Fills a collector with one day of made-up traffic. */
export async function sendHistory(ingestUrl: string, signal: AbortSignal): Promise<void> {
  const sender = new DemoSender(ingestUrl);
  for (const request of createHistory(Date.now(), createRandom(SEED))) {
    if (signal.aborted) return;
    await sender.add(request);
  }
  await sender.flush();
}

/** Goes on with a few requests a second until the signal aborts. */
export async function sendSteadily(ingestUrl: string, signal: AbortSignal): Promise<void> {
  const random = createRandom(SEED + 1);
  const make = createRequestSource(random);
  const sender = new DemoSender(ingestUrl);
  while (!signal.aborted) {
    await sleep(1_000, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    for (let left = random.below(MOST_PER_SECOND + 1); left > 0; left--) {
      await sender.add(make(Date.now(), 0));
    }
    await sender.flush();
  }
}
