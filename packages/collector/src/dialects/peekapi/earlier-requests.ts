import { decodeRows, requestAt, type RequestRecord, type Store } from "@peekjs/protocol";
import type { NamedResource } from "../../ingest/name-resource.ts";
import { fromPeekApi } from "./peekapi-event.ts";
import { type Report, SHORTEST_RUN } from "./recent-reports.ts";

/** Requests of the store that a batch is compared with: a client holds at most 10,000. */
const MOST = 10_000;
const PAGE = 500;

/** What a request is compared by, beside its time. */
const COMPARED = [
  "method",
  "route",
  "path",
  "status",
  "durationMs",
  "requestBytes",
  "responseBytes",
  "consumer",
] as const satisfies (keyof RequestRecord)[];

/** Whose batch it is, and when it came. */
interface Source {
  receivedAt: number;
  resource: NamedResource;
}

/**
 * What was kept before this process began, and whose reports it does not remember: what was under way when a collector
 * was killed comes again from its client's file. A row of requests that are all in the store is a repeat, as is a row
 * of reports that are remembered.
 */
export class EarlierRequests {
  readonly #store: Pick<Store, "requests">;
  readonly #startedAt: number;

  constructor(store: Pick<Store, "requests">, startedAt: number) {
    this.#store = store;
    this.#startedAt = startedAt;
  }

  /** The numbers of the events that were kept then, in rows that are long enough to tell. */
  async keptAmong(
    events: readonly unknown[],
    reports: readonly Report[],
    source: Source,
  ): Promise<ReadonlySet<number>> {
    const isEarlier = (time: number): boolean => time >= 0 && time < this.#startedAt;
    const times = reports.map(({ time }) => time).filter(isEarlier);
    if (times.length < SHORTEST_RUN) return new Set();
    const kept = await this.#keptAt(times, source);
    const found = new Set<number>();
    let row: number[] = [];
    const endRow = (): void => {
      if (row.length >= SHORTEST_RUN) for (const number of row) found.add(number);
      row = [];
    };
    for (const [number, text] of textsOf(events, source).entries()) {
      if (text !== undefined && kept.has(text)) row.push(number);
      else endRow();
    }
    endRow();
    return found;
  }

  async #keptAt(times: readonly number[], { resource }: Source): Promise<Set<string>> {
    const filter = (["service", "environment"] as const).map((field) => ({
      field,
      operator: "=" as const,
      value: resource[field],
      negated: false,
    }));
    const from = Math.floor(times.reduce((least, time) => Math.min(least, time)));
    const to = times.reduce((most, time) => Math.max(most, time)) + 1;
    const kept = new Set<string>();
    let cursor: string | undefined;
    for (let rows = 0; rows < MOST; rows += PAGE) {
      const page = await this.#store.requests({ from, to, filter, limit: PAGE, cursor });
      for (const request of page.requests) kept.add(textOf(request));
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    return kept;
  }
}

/** As they would be kept; undefined where an event is not valid. */
function textsOf(events: readonly unknown[], { receivedAt }: Source): (string | undefined)[] {
  const rows = events.map((event) => fromPeekApi(event, receivedAt));
  const { requests } = decodeRows(rows, { receivedAt });
  const texts: (string | undefined)[] = events.map(() => undefined);
  for (const [row, number] of requests.index.entries()) {
    texts[number] = textOf(requestAt(requests, row));
  }
  return texts;
}

function textOf(request: RequestRecord): string {
  const compared = COMPARED.map((field) => request[field] ?? null);
  return JSON.stringify([Math.floor(request.timestamp), ...compared]);
}
