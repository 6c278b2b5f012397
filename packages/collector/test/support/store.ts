import type { AppendResult, IngestBatch, Store, StoredRequest } from "@peekjs/protocol";
import { matchesFilter, requestAt } from "@peekjs/protocol";

/** A store in memory. */
export function openTestStore(): Promise<Store> {
  const rows: StoredRequest[] = [];
  return Promise.resolve({
    append: (batch: IngestBatch): Promise<AppendResult> => {
      const { service = "", environment = "" } = batch.resource;
      let accepted = 0;
      const fresh = batch.groups.map(({ requests, events, summaries }) => {
        accepted += requests.count + events.length + summaries.length;
        const ids = Array.from({ length: requests.count }, (_, index) => {
          const id = `${rows.length}`;
          rows.push({ ...requestAt(requests, index), id, service, environment });
          return id;
        });
        return { ids, requests };
      });
      return Promise.resolve({ accepted, duplicates: 0, fresh });
    },
    requests: ({ filter, limit }) =>
      Promise.resolve({
        requests: rows
          .filter((row) => matchesFilter(filter, row))
          .toReversed()
          .slice(0, limit),
      }),
    timeseries: ({ from, to, step }) => Promise.resolve({ from, to, step, times: [], series: [] }),
    top: ({ from, to }) => Promise.resolve({ from, to, rows: [], total: {} as never }),
    services: () => Promise.resolve([]),
    status: () => Promise.resolve({ backlogRecords: 0, bytesOnDisk: 0 }),
    close: () => Promise.resolve(),
  });
}
