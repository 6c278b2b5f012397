import type { Filter, Store, StoredRequest } from "@peekjs/protocol";

/** Every request of the range, page by page. */
export async function readAll(
  store: Store,
  range: { from: number; to: number },
  filter: Filter = [],
): Promise<StoredRequest[]> {
  const all: StoredRequest[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.requests({ ...range, filter, limit: 500, cursor });
    all.push(...page.requests);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return all;
}

/** How many requests the rows, the rollup by minute and the rollup by hour and consumer tell of. */
export async function countEverywhere(
  store: Store,
  range: { from: number; to: number },
): Promise<{ rows: number; minutes: number; hours: number }> {
  const totals = async (dimension: "service" | "consumer", filter: Filter): Promise<number> => {
    const query = { ...range, dimension, order: "requests", limit: 1, filter } as const;
    return (await store.top(query)).total.requests;
  };
  return {
    rows: await totals("service", [
      { field: "duration", operator: ">=", value: 0, negated: false },
    ]),
    minutes: await totals("service", []),
    hours: await totals("consumer", []),
  };
}
