import type { Peek } from "@peekjs/core";
import type { FaultyEndpoint } from "@peekjs/testing";

/** Numbered requests: what a client was told, an endpoint can be asked for. */
export function recordItems(client: Peek, first: number, last: number): void {
  for (let item = first; item <= last; item++) recordItem(client, item);
}

export function recordItem(client: Peek, item: number): void {
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
  { requests }: Pick<FaultyEndpoint, "requests">,
  expected: readonly number[],
): Tally {
  const times = new Map<number, number>();
  for (const { path } of requests) {
    const item = Number(path?.slice("/items/".length));
    times.set(item, (times.get(item) ?? 0) + 1);
  }
  return {
    lost: expected.filter((item) => !times.has(item)),
    duplicated: [...times].filter(([, count]) => count > 1).map(([item]) => item),
  };
}
