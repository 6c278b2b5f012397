import { decodeRows, ENVELOPE_LIMITS, type RejectedRecord } from "@peekjs/protocol";
import type { IngestContext } from "../../context.ts";
import type { ReadBatch } from "../../ingest/keep-batch.ts";
import { sentAtOf } from "../client-lead.ts";
import type { JsonObject } from "../read-json.ts";
import { endOf, readSpan } from "./read-span.ts";

/** What sent spans, and when. */
type Source = Pick<ReadBatch["batch"], "receivedAt" | "sdk" | "resource"> & {
  idempotencyKey: string;
};

/** Makes the requests among the spans of one resource durable, and tells which are not valid. */
export async function keepSpans(
  spans: readonly JsonObject[],
  { idempotencyKey, ...source }: Source,
  collector: IngestContext,
): Promise<RejectedRecord[]> {
  const { receivedAt } = source;
  const sentAt = sentAtOf(spans.map(endOf), receivedAt);
  const rows = spans.map(readSpan).filter((row) => row !== undefined);
  const refused: RejectedRecord[] = [];
  for (let start = 0; start < rows.length; start += ENVELOPE_LIMITS.records) {
    const part = rows.slice(start, start + ENVELOPE_LIMITS.records);
    const { requests, rejected } = decodeRows(part, { receivedAt, sentAt });
    for (const { code, detail } of rejected) collector.refusals.add(code, detail, receivedAt);
    const batch = {
      ...source,
      clockSkewMs: 0,
      idempotencyKey: `${idempotencyKey} ${start}`,
      groups: [{ requests, events: [], summaries: [] }],
      lost: [],
    };
    await collector.patience.append(() =>
      collector.keep({ batch, rejected: rejected.length, diagnostics: [] }),
    );
    refused.push(...rejected);
  }
  return refused;
}
