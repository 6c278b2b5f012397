import {
  type Diagnostic,
  type Envelope,
  ENVELOPE_VERSION,
  type RejectedRecord,
} from "../envelope.ts";
import type { IngestBatch, IngestGroup, Indexed } from "../store.ts";
import { ClientInfoReader } from "./client-info.ts";
import { type Clock, clockSkew, readTime } from "./clock.ts";
import { readColumns } from "./columns.ts";
import { EnvelopeError } from "./envelope-error.ts";
import { isObject, type JsonObject, show } from "./json-object.ts";
import { parseJson } from "./parse-json.ts";
import { readProductEvent } from "./product-event.ts";
import type { Rejection } from "./rejections.ts";
import { readRows } from "./rows.ts";
import { readSummary } from "./summary.ts";
import { countRecords, findGroups, type WireGroup } from "./wire-groups.ts";

const INSTANCE = /^[A-Za-z0-9._-]{1,64}$/;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,256}$/;

/** What the collector knows of an envelope beside its bytes. */
export interface EnvelopeContext {
  /** The collector's clock, milliseconds since 1970. */
  receivedAt: number;
  /** The header `Idempotency-Key`; only looked at where the records are not numbered. */
  idempotencyKey?: string | undefined;
}

/** A readable envelope: what to keep and what to answer. */
export interface EnvelopeReading {
  batch: IngestBatch;
  /** Records that were not taken, by number; repeating them does not help. */
  rejected: RejectedRecord[];
  /** For the answer: what was ignored. */
  warnings: Diagnostic[];
  /** Requests that the client says are still running. */
  open: NonNullable<Envelope["open"]>;
  /** Troubles that the client found in how it is set up. */
  diagnostics: Diagnostic[];
}

/**
 * Reads and validates the body of `POST /v1/ingest`, after content coding, in time linear to its length.
 *
 * @throws {@link EnvelopeError} where the body cannot be read as a whole; never anything else.
 *
 * @example
 * ```ts
 * const { batch, rejected } = readEnvelope(body, { receivedAt: Date.now() });
 * await store.append(batch);
 * ```
 */
export function readEnvelope(body: Uint8Array, context: EnvelopeContext): EnvelopeReading {
  const envelope = parseJson(body);
  if (!isObject(envelope)) {
    throw malformed(`The envelope must be an object, got ${show(envelope)}.`);
  }
  if (envelope["version"] !== ENVELOPE_VERSION) {
    const version = show(envelope["version"]);
    throw malformed(`version must be ${ENVELOPE_VERSION}, got ${version}.`, "PEEK_E_VERSION");
  }
  const { receivedAt } = context;
  const clock = { receivedAt, clockSkewMs: clockSkew(receivedAt, readSentAt(envelope)) };
  const instance = readInstance(envelope);
  const { groups, isNumbered } = findGroups(envelope, instance !== undefined);
  const client = new ClientInfoReader(envelope);
  const reading: EnvelopeReading = {
    batch: {
      ...clock,
      sdk: client.sdk(),
      resource: client.resource(),
      groups: [],
      lost: [],
      stats: client.stats(),
    },
    rejected: [],
    warnings: client.warnings,
    open: client.open(),
    diagnostics: client.diagnostics(),
  };
  const { batch } = reading;
  if (instance !== undefined && (isNumbered || groups.length === 0)) {
    batch.instance = instance;
    batch.lost = client.lost();
  } else {
    batch.idempotencyKey = readIdempotencyKey(context);
  }
  let unnumbered = 0;
  for (const group of groups) {
    batch.groups.push(
      readGroup(group, clock, group.numbers?.first ?? unnumbered, reading.rejected),
    );
    unnumbered += countRecords(group);
  }
  reading.rejected.sort((a, b) => a.number - b.number);
  return reading;
}

function readGroup(
  group: WireGroup,
  clock: Clock,
  first: number,
  rejected: RejectedRecord[],
): IngestGroup {
  const { requests, rejections } = Array.isArray(group.requests)
    ? readRows(group.requests, clock)
    : readColumns(group.requests, clock);
  for (const [position, why] of rejections.byPosition) {
    rejected.push({ number: first + position, ...why });
  }

  function readEach<T extends object>(
    values: readonly unknown[],
    start: number,
    read: (value: unknown, clock: Clock) => T | Rejection,
  ): Indexed<T>[] {
    const kept: Indexed<T>[] = [];
    for (const [i, value] of values.entries()) {
      const result = read(value, clock);
      if ("code" in result) rejected.push({ number: first + start + i, ...result });
      else kept.push({ index: start + i, value: result });
    }
    return kept;
  }

  const { requestCount } = group;
  return {
    ...group.numbers,
    requests,
    events: readEach(group.events, requestCount, readProductEvent),
    summaries: readEach(group.summaries, requestCount + group.events.length, readSummary),
  };
}

function readSentAt({ sentAt }: JsonObject): number | undefined {
  if (sentAt === undefined || sentAt === null) return undefined;
  const time = readTime(sentAt);
  if (Number.isNaN(time)) {
    throw malformed(`sentAt must be milliseconds since 1970, got ${show(sentAt)}.`);
  }
  return time;
}

function readInstance({ instance }: JsonObject): string | undefined {
  if (instance === undefined || instance === null) return undefined;
  if (typeof instance === "string" && INSTANCE.test(instance)) return instance;
  const form = "1 to 64 letters, digits, dots, dashes and underscores";
  throw malformed(`instance must be ${form}, got ${show(instance)}.`, "PEEK_E_INSTANCE");
}

function readIdempotencyKey({ idempotencyKey }: EnvelopeContext): string | undefined {
  if (idempotencyKey === undefined || IDEMPOTENCY_KEY.test(idempotencyKey)) return idempotencyKey;
  const form = "1 to 256 printable ASCII characters without spaces";
  throw malformed(`The Idempotency-Key must be ${form}.`, "PEEK_E_IDEMPOTENCY_KEY");
}

function malformed(message: string, code = "PEEK_E_ENVELOPE"): EnvelopeError {
  return new EnvelopeError(code, message);
}
