import type { RejectedRecord } from "@peekjs/protocol";
import { crc32, decodeRows, ENVELOPE_LIMITS } from "@peekjs/protocol";
import type { IngestContext } from "../../context.ts";
import type { ReadBatch } from "../../ingest/keep-batch.ts";
import { sentAtOf } from "../client-lead.ts";
import { parseTime } from "../event-time.ts";
import { isObject } from "../read-json.ts";
import { beginnings } from "./beginnings.ts";
import { fromPeekApi } from "./peekapi-event.ts";
import type { Report } from "./recent-reports.ts";

/** The shortest time, in milliseconds, after which PeekAPI's clients send again what failed. */
const SHORTEST_BACKOFF = 500;

/** What the requests of one batch have in common. */
type Envelope = Pick<ReadBatch["batch"], "receivedAt" | "sdk" | "resource">;

/**
 * Makes what of a batch is new durable, and tells what is not valid. What begins a batch, and was kept as a batch
 * before, is a repeat, unless it came sooner than the client repeats: then others happened to send the same. So is what
 * stands elsewhere in a batch, in a row that was kept lately.
 */
export async function keepNewRequests(
  events: readonly unknown[],
  envelope: Envelope,
  collector: IngestContext,
): Promise<RejectedRecord[]> {
  const { service, environment } = envelope.resource;
  const scope = `${service} ${environment}`;
  const keys = await beginnings(scope, events);
  const arrival = { receivedAt: envelope.receivedAt, shortestBackoff: SHORTEST_BACKOFF };
  const rejected: RejectedRecord[] = [];
  const repeat = await collector.contentKeys.lastRepeat([...keys.values()], arrival);
  let start = [...keys.keys()][repeat] ?? 0;
  const reports = reportsOf(scope, events);
  const recent = collector.recentReports;
  const unknown = recent?.unknownAmong(reports) ?? [...reports.keys()];
  const remember = (numbers: readonly number[]): void => {
    for (const number of numbers) recent?.add(reports[number]!.fingerprint);
  };
  remember(unknown.filter((number) => number < start));
  do {
    const end = Math.min(start + ENVELOPE_LIMITS.records, events.length);
    const numbers = unknown.filter((number) => number >= start && number < end);
    const part = numbers.map((number) => events[number]);
    const keep = (key: string | undefined) =>
      keepPart(part, { ...envelope, idempotencyKey: key }, collector);
    const key = keys.get(end);
    const refusals =
      key === undefined ? keep(key) : collector.contentKeys.whileKept(key, arrival, keep);
    for (const refusal of await refusals) {
      rejected.push({ ...refusal, number: numbers[refusal.number]! });
    }
    // Not before: what could not be kept comes again.
    remember(numbers);
    start = end;
  } while (start < events.length);
  return rejected;
}

function reportsOf(scope: string, events: readonly unknown[]): Report[] {
  const encoder = new TextEncoder();
  return events.map((event) => ({
    fingerprint: crc32(encoder.encode(`${scope} ${JSON.stringify(event)}`)),
    time: isObject(event) ? parseTime(event["timestamp"]) : Number.NaN,
  }));
}

async function keepPart(
  events: readonly unknown[],
  envelope: Envelope & Pick<ReadBatch["batch"], "idempotencyKey">,
  collector: IngestContext,
): Promise<RejectedRecord[]> {
  const { receivedAt } = envelope;
  const rows = events.map((event) => fromPeekApi(event, receivedAt));
  const times = events.map((event) => (isObject(event) ? parseTime(event["timestamp"]) : NaN));
  const sentAt = sentAtOf(times, receivedAt);
  const { requests, rejected } = decodeRows(rows, { receivedAt, sentAt });
  for (const { code, detail } of rejected) collector.refusals.add(code, detail, receivedAt);
  const read = {
    batch: {
      ...envelope,
      clockSkewMs: 0,
      groups: [{ requests, events: [], summaries: [] }],
      lost: [],
    },
    rejected: rejected.length,
    diagnostics: [],
  };
  await collector.patience.append(() => collector.keep(read));
  return rejected;
}
