import type { ProductEvent, Sdk } from "@peekjs/protocol";
import { decodeRows, ENVELOPE_LIMITS, RESOURCE_LIMITS, truncate } from "@peekjs/protocol";
import type { KeyEntry } from "../auth/key-registry.ts";
import type { IngestContext } from "../context.ts";
import { nameResource } from "../ingest/name-resource.ts";
import type { Refusal } from "./event-fields.ts";
import { isObject } from "./read-json.ts";
import type { UnisightsPayload } from "./unisights/payload.ts";

/** What a dialect read. */
export interface ReadEvents {
  events: ProductEvent[];
  refused: readonly Refusal[];
  receivedAt: number;
  key: KeyEntry | undefined;
  sdk?: Sdk | undefined;
  /** Of the client's own choice, the same for a repetition of the batch. */
  idempotencyKey?: string | undefined;
  /**
   * Milliseconds before which no client repeats a batch, where the key is made of its content: another that comes sooner
   * happens to be alike. Absent where the key is the client's own.
   */
  shortestBackoff?: number | undefined;
  /** Where they were read from, for a handler that wants it. */
  payload?: UnisightsPayload | undefined;
}

/** Makes product events durable; what was refused shows in the status page. */
export async function keepEvents(read: ReadEvents, collector: IngestContext): Promise<void> {
  const { events, refused, receivedAt, key, sdk, idempotencyKey, shortestBackoff, payload } = read;
  for (const { code, detail } of refused) collector.refusals.add(code, detail, receivedAt);
  const resource = keyResource(key, collector);
  const most = ENVELOPE_LIMITS.records;
  for (let start = 0; start === 0 || start < events.length; start += most) {
    const slice = events.slice(start, start + most);
    const group = {
      requests: NO_REQUESTS,
      events: slice.map((value, index) => ({ index, value })),
      summaries: [],
    };
    const keepUnder = (key: string | undefined): Promise<unknown> => {
      const batch = {
        receivedAt,
        clockSkewMs: 0,
        sdk,
        resource,
        idempotencyKey: key,
        groups: [group],
        lost: [],
      };
      const rejected = start === 0 ? refused.length : 0;
      const whole = { batch, rejected, diagnostics: [], payload };
      return collector.patience.append(() => collector.keep(whole));
    };
    const scoped =
      idempotencyKey && `${resource.service} ${resource.environment} ${start} ${idempotencyKey}`;
    if (!scoped || shortestBackoff === undefined) await keepUnder(scoped);
    else await collector.contentKeys.whileKept(scoped, { receivedAt, shortestBackoff }, keepUnder);
  }
}

const { requests: NO_REQUESTS } = decodeRows([], { receivedAt: 0 });

/** What reports, by its key: vendors' clients do not tell. */
export function keyResource(
  key: KeyEntry | undefined,
  { options }: IngestContext,
): ReturnType<typeof nameResource> {
  const environment =
    key?.environment ?? (options.mode === "production" ? "production" : undefined);
  return nameResource({ service: key?.service, environment });
}

/** The client, as `context.library` names it. */
export function readLibrary(context: unknown): Sdk | undefined {
  const library = isObject(context) ? context["library"] : undefined;
  if (!isObject(library)) return undefined;
  const { name, version } = library;
  if (typeof name !== "string" || typeof version !== "string") return undefined;
  const text = (value: string): string => truncate(value, RESOURCE_LIMITS.sdk);
  return { name: text(name), version: text(version) };
}
