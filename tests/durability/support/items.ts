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

/** Which items arrived, after repeats of a number by one instance were put aside. */
export function arrivedItems({ requests }: Pick<FaultyEndpoint, "requests">): number[] {
  return requests.map(({ path }) => Number(path?.slice("/items/".length)));
}

export interface Tally {
  lost: number[];
  duplicated: number[];
}

export const NOTHING_AMISS: Tally = { lost: [], duplicated: [] };

/** Which of the items 1 … `last` did not arrive, and which did so more than once. */
export function tally(endpoint: Pick<FaultyEndpoint, "requests">, last: number): Tally {
  const times = new Map<number, number>();
  for (const item of arrivedItems(endpoint)) times.set(item, (times.get(item) ?? 0) + 1);
  const items = Array.from({ length: last }, (_, index) => index + 1);
  return {
    lost: items.filter((item) => !times.has(item)),
    duplicated: [...times].filter(([, count]) => count > 1).map(([item]) => item),
  };
}
