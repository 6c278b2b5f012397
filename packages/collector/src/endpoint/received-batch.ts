import type { ProductEvent, RequestRecord, RequestSummary, Sdk } from "@peekjs/protocol";
import { requestAt } from "@peekjs/protocol";
import { readShared } from "../dialects/event-fields.ts";
import type { UnisightsPayload } from "../dialects/unisights/payload.ts";
import type { ReadBatch } from "../ingest/keep-batch.ts";

/** What one request to a mounted endpoint brought, validated, in whatever dialect it came. */
export interface ReceivedBatch {
  /** The endpoint's clock, milliseconds since 1970. */
  receivedAt: number;
  service: string;
  environment: string;
  /** The client, where it tells. */
  sdk?: Sdk | undefined;
  /** `track`, `identify` and so on. Repetitions are not recognised: compare `messageId` where that matters. */
  events: ProductEvent[];
  /** HTTP requests that a client of an API reported. */
  requests: RequestRecord[];
  summaries: RequestSummary[];
  /** What Unisights' client sent, decrypted, without what is unsafe to keep; absent of all others. */
  payload?: UnisightsPayload | undefined;
}

export function receivedBatch({ batch, payload }: ReadBatch): ReceivedBatch {
  const { receivedAt, sdk, groups, resource } = batch;
  return {
    receivedAt,
    service: resource.service,
    environment: resource.environment,
    sdk,
    events: groups.flatMap(({ events }) => events.map(({ value }) => value)),
    requests: groups.flatMap(({ requests }) =>
      Array.from({ length: requests.count }, (_, row) => requestAt(requests, row)),
    ),
    summaries: groups.flatMap(({ summaries }) => summaries.map(({ value }) => value)),
    payload: payload && safe(payload),
  };
}

function safe({ data, encrypted }: UnisightsPayload): UnisightsPayload | undefined {
  const kept = readShared(data);
  return kept && { data: kept, encrypted };
}
