import { createRequestSource, type DemoRequest } from "./make-request.ts";
import type { Random } from "./random.ts";

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

/** Requests a minute at the busiest time of the day. */
const PEAK = 60;

/** A bad deployment, so that the charts have something to tell: how long ago it began and how long it lasted. */
const TROUBLE = { began: 190 * MINUTE, lasted: 14 * MINUTE };

/** One day of made-up requests up to `now`, oldest first. */
export function* createHistory(now: number, random: Random): Generator<DemoRequest> {
  const make = createRequestSource(random);
  for (let minute = DAY_MINUTES; minute > 0; minute--) {
    const start = now - minute * MINUTE;
    const count = Math.round(PEAK * activity(start) * (0.85 + 0.3 * random.next()));
    const times = Array.from({ length: count }, () => start + random.below(MINUTE));
    for (const time of times.sort((a, b) => a - b)) yield make(time, troubleAt(now - time));
  }
}

function troubleAt(age: number): number {
  return age <= TROUBLE.began && age > TROUBLE.began - TROUBLE.lasted ? 1 : 0;
}

/** How busy the hour is, 0.3 … 1, with the peak in the early afternoon. */
function activity(time: number): number {
  const date = new Date(time);
  const hour = date.getHours() + date.getMinutes() / 60;
  return 0.65 + 0.35 * Math.cos(((hour - 14) / 24) * 2 * Math.PI);
}
