import type { AppendResult, Diagnostic, IngestBatch } from "@peekjs/protocol";
import type { CollectorContext } from "../context.ts";
import { liveRow } from "../stream/live-row.ts";
import type { NamedResource } from "./name-resource.ts";

/** A batch that was read and validated, whatever its dialect. */
export interface ReadBatch {
  batch: IngestBatch & { resource: NamedResource };
  /** Records that were refused. */
  rejected: number;
  /** Troubles that the client found in how it is set up. */
  diagnostics: readonly Diagnostic[];
}

/** Hands a batch to the store and, once it is durable, to everyone who waits for it. */
export async function keepBatch(
  { batch, rejected, diagnostics }: ReadBatch,
  { store, live, clients, clock, options, reportError }: CollectorContext,
): Promise<AppendResult> {
  const result = await store.append(batch);
  const { resource } = batch;
  const { service, environment } = resource;
  const fresh = result.fresh.map((group) => ({ ...group, resource }));
  for (const group of fresh) live.publish(group);

  const sdk = batch.sdk ? `${batch.sdk.name} ${batch.sdk.version}` : "unknown";
  const requests = fresh.reduce((sum, group) => sum + group.requests.count, 0);
  const identity = { service, environment, sdk, runtime: batch.sdk?.runtime };
  const isFirst = clients.seen(identity, requests, diagnostics, clock());
  const first = isFirst ? fresh.find((group) => group.requests.count > 0) : undefined;
  const { accepted, duplicates } = result;
  // What is durable is acknowledged, whatever those who are told of it do.
  try {
    if (first) {
      options.onFirstRequest?.({ service, environment, sdk, request: liveRow(first, 0) });
    }
    options.onIngest?.({ service, environment, sdk, accepted, duplicates, rejected });
  } catch (error) {
    reportError(error);
  }
  return result;
}
