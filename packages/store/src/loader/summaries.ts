import type { RequestSummary } from "@peekjs/protocol";
import { OUTCOME_CODES, ZERO_BUCKET } from "../database/schema.ts";
import type { FrameHeader } from "../frame/frame.ts";
import type { Dictionary } from "./dictionary.ts";
import type { RollupBatch, RollupRow } from "./rollup-batch.ts";

/**
 * Adds the requests of which only summaries are known. Bytes and latencies are not known by consumer, so in the hourly
 * rollup they stand with the requests that belong to no consumer listed.
 */
export function addSummaries(
  header: FrameHeader,
  dictionary: Dictionary,
  minutes: RollupBatch,
  hours: RollupBatch,
): void {
  for (const summary of header.groups.flatMap(({ summaries }) => summaries)) {
    const outcome = Math.max(0, OUTCOME_CODES.indexOf(summary.outcome ?? "completed"));
    const row: RollupRow = {
      period: summary.from,
      service: dictionary.idOf(header.service),
      environment: dictionary.idOf(header.environment),
      method: dictionary.idOf(summary.method),
      route: dictionary.idOf(summary.route),
      status: summary.status ?? 0,
      outcome,
      consumer: 0,
      requests: summary.count,
      requestBytes: summary.requestBytes,
      responseBytes: summary.responseBytes,
      lastSeen: summary.to,
    };
    const histogram = outcome === 0 ? bucketsOf(summary) : [];
    minutes.addRow(row, histogram);
    let rest = summary.count;
    for (const [consumer, requests] of summary.consumers) {
      rest -= requests;
      const known = { ...row, consumer: dictionary.idOf(consumer), requests };
      hours.addRow({ ...known, requestBytes: 0, responseBytes: 0 }, []);
    }
    hours.addRow({ ...row, requests: Math.max(0, rest) }, histogram);
  }
}

function bucketsOf({ durationMs }: RequestSummary): [bucket: number, count: number][] {
  const buckets: [number, number][] = durationMs.zeros > 0 ? [[ZERO_BUCKET, durationMs.zeros]] : [];
  for (const [index, count] of durationMs.counts.entries()) {
    if (count > 0) buckets.push([durationMs.offset + index, count]);
  }
  return buckets;
}
