import type { AppendResult, Diagnostic, IngestBatch, Store } from "@peekjs/protocol";
import type { CollectorContext } from "../context.ts";
import type { Handover } from "../destinations/forwarder.ts";
import type { UnisightsPayload } from "../dialects/unisights/payload.ts";
import { liveRow } from "../stream/live-row.ts";
import type { NamedResource } from "./name-resource.ts";

/** A batch that was read and validated, whatever its dialect. */
export interface ReadBatch {
  batch: IngestBatch & { resource: NamedResource };
  /** Records that were refused. */
  rejected: number;
  /** Troubles that the client found in how it is set up. */
  diagnostics: readonly Diagnostic[];
  /** What the batch was read from, where a handler may want it. */
  payload?: UnisightsPayload | undefined;
}

/** Hands a batch to the store and, once it is durable, to everyone who waits for it. */
export async function keepBatch(
  { batch, rejected, diagnostics }: ReadBatch,
  { store, live, clients, clock, options, forwarder, reportError }: CollectorContext,
): Promise<AppendResult> {
  const handover = await forwarder?.prepare(batch);
  const result = await append(batch, store, handover);
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

/** The store and the way to destinations agree: both have the batch, or neither does. */
async function append(
  batch: IngestBatch,
  store: Store,
  handover: Handover | undefined,
): Promise<AppendResult> {
  try {
    const [result] = await Promise.all([store.append(batch), handover?.synced]);
    handover?.commit(result);
    return result;
  } catch (error) {
    handover?.cancel();
    throw error;
  }
}
