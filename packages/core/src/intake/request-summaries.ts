import { ExponentialHistogram, type RequestSummary } from "@peekjs/protocol";
import type { ObservedRequest } from "../pipeline/observed-request.ts";
import { OTHER } from "./cardinality.ts";

const MINUTE = 60_000;
/** Distinct minutes, methods, routes, statuses and outcomes together; beyond it routes and minutes are folded. */
const MOST_SUMMARIES = 2_000;
const MOST_CONSUMERS = 1_000;
/** Consumers of all summaries together. */
const MOST_CONSUMER_COUNTS = 20_000;

interface Counted extends Omit<RequestSummary, "durationMs" | "consumers"> {
  durations: ExponentialHistogram;
  consumers: Map<string, number>;
}

/** Exact counts of requests whose single records are given up, since they were last taken. */
export class RequestSummaries {
  #summaries = new Map<string, Counted>();
  #consumerCounts = 0;

  get isEmpty(): boolean {
    return this.#summaries.size === 0;
  }

  add(request: ObservedRequest): void {
    const summary = this.#find(request);
    summary.count++;
    summary.from = Math.min(summary.from, request.timestamp);
    summary.to = Math.max(summary.to, request.timestamp);
    summary.requestBytes += request.requestBytes ?? 0;
    summary.responseBytes += request.responseBytes ?? 0;
    summary.durations.record(request.durationMs);
    const { consumers } = summary;
    const consumer = request.consumer ?? (request.credential === undefined ? undefined : OTHER);
    if (consumer === undefined) return;
    const hasRoom = consumers.size < MOST_CONSUMERS && this.#consumerCounts < MOST_CONSUMER_COUNTS;
    const known = consumers.has(consumer) || hasRoom ? consumer : OTHER;
    const count = consumers.get(known);
    if (count === undefined) this.#consumerCounts++;
    consumers.set(known, (count ?? 0) + 1);
  }

  /** What was counted, as deltas; counting starts anew. */
  take(): RequestSummary[] {
    const taken = [...this.#summaries.values()].map(({ durations, consumers, ...summary }) => ({
      ...summary,
      from: Math.round(summary.from),
      to: Math.round(summary.to),
      durationMs: durations.toData(),
      consumers: [...consumers],
    }));
    this.#summaries = new Map();
    this.#consumerCounts = 0;
    return taken;
  }

  #find({ timestamp, method, route, status, outcome }: ObservedRequest): Counted {
    const minute = Math.floor(timestamp / MINUTE);
    const key = [minute, method, route, status, outcome].join("\0");
    const known = this.#summaries.get(key);
    if (known !== undefined) return known;
    if (this.#summaries.size < MOST_SUMMARIES)
      return this.#create(key, { method, route, status, outcome });
    const folded = ["", status, outcome].join("\0");
    return (
      this.#summaries.get(folded) ??
      this.#create(folded, { method: "_OTHER", route: OTHER, status, outcome })
    );
  }

  #create(
    key: string,
    dimensions: Pick<Counted, "method" | "route" | "status" | "outcome">,
  ): Counted {
    const summary: Counted = {
      ...dimensions,
      from: Number.POSITIVE_INFINITY,
      to: 0,
      count: 0,
      requestBytes: 0,
      responseBytes: 0,
      durations: new ExponentialHistogram(),
      consumers: new Map(),
    };
    this.#summaries.set(key, summary);
    return summary;
  }
}
