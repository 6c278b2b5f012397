import type {
  IngestBatch,
  ProductEvent,
  RequestRecord,
  RequestSummary,
  Sdk,
} from "@peekjs/protocol";
import { requestAt } from "@peekjs/protocol";
import type { NamedResource } from "../ingest/name-resource.ts";

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
}

export function receivedBatch(batch: IngestBatch & { resource: NamedResource }): ReceivedBatch {
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
  };
}
