import type { Peek } from "@peekjs/core";
import type { FaultyEndpoint } from "@peekjs/testing";

const SHARE_OF_EVENTS = 3;

/** Records numbered items, of which every third is a product event: an endpoint can be asked for each. */
export function recordItems(client: Peek, first: number, last: number): void {
  for (let item = first; item <= last; item++) recordItem(client, item);
}

export function recordItem(client: Peek, item: number): void {
  if (item % SHARE_OF_EVENTS !== 0) recordRequest(client, item);
  else client.track({ event: "Item Seen", userId: "u1", properties: { path: `/items/${item}` } });
}

export function recordRequest(client: Peek, item: number): void {
  client.recordRequest({
    method: "GET",
    route: "/items/:id",
    path: `/items/${item}`,
    status: 200,
    durationMs: 1,
  });
}

/** The items from the first to the last. */
export function items(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

export interface Tally {
  lost: number[];
  duplicated: number[];
}

export const NOTHING_AMISS: Tally = { lost: [], duplicated: [] };

/** Which items did not arrive, and which did so more than once, after repeats of a number by one instance were put aside. */
export function tally(
  { requests, events }: Pick<FaultyEndpoint, "requests" | "events">,
  expected: readonly number[],
): Tally {
  const paths = [
    ...requests.map(({ path }) => path),
    ...events.map(({ properties }) => properties?.["path"] as string),
  ];
  const times = new Map<number, number>();
  for (const path of paths) {
    const item = Number(path?.slice("/items/".length));
    times.set(item, (times.get(item) ?? 0) + 1);
  }
  return {
    lost: expected.filter((item) => !times.has(item)),
    duplicated: [...times].filter(([, count]) => count > 1).map(([item]) => item),
  };
}
