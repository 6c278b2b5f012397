import { ENVELOPE_VERSION, type ClientStats, type Diagnostic, type Sdk } from "@peekjs/protocol";
import type { OpenRequest } from "../pipeline/observed-request.ts";
import type { Batch } from "./outbox.ts";

export interface WrittenEnvelope {
  body: string;
  headers: Record<string, string>;
}

/** What every envelope says of the process that sends it. */
export interface HeaderFields {
  /** What reports, e.g. `@peekjs/express`. */
  sdk: Sdk;
  runtime: string;
  service: string;
  environment: string;
  host: string | undefined;
}

export interface EnvelopeSources {
  /** Of this client; an outbox that was taken over has its own. */
  stats(): ClientStats;
  openRequests(): readonly OpenRequest[];
  diagnostics: readonly Diagnostic[];
}

/** `"sdk":…,"resource":…`: under it groups are written, stored and sent. */
export function headerOf({ sdk, runtime, service, environment, host }: HeaderFields): string {
  const { name, version } = sdk;
  const resource = JSON.stringify({ service, environment, host });
  return `"sdk":${JSON.stringify({ name, version, runtime })},"resource":${resource}`;
}

/**
 * An envelope around stored groups. Its key names the instance and the first and last number, so that a collector that
 * has the batch already can say so.
 *
 * @param own whether the groups are this client's own: of others it knows only what they left
 */
export function writeEnvelope(
  { outbox, groups }: Batch,
  texts: readonly string[],
  { stats, openRequests, diagnostics }: EnvelopeSources,
  own: boolean,
): WrittenEnvelope {
  const { instance, lost } = outbox;
  const { first, header } = groups[0]!;
  const { last } = groups.at(-1)!;
  const rest = members({
    instance,
    sentAt: Date.now(),
    stats: own ? stats() : outbox.stats,
    open: own ? filled(openRequests()) : undefined,
    diagnostics: own ? filled(diagnostics) : undefined,
    lost: filled(lost.announcement),
  });
  return {
    body: `{"version":${ENVELOPE_VERSION},${header},${rest},"groups":[${texts.join(",")}]}`,
    headers: { "idempotency-key": `${instance}:${first}-${last}` },
  };
}

/** An envelope without records: it says that a client has connected, and needs no key. */
export function writeGreeting(header: string, diagnostics: readonly Diagnostic[]): WrittenEnvelope {
  const rest = members({ sentAt: Date.now(), diagnostics });
  return { body: `{"version":${ENVELOPE_VERSION},${header},${rest}}`, headers: {} };
}

function members(values: Record<string, unknown>): string {
  return JSON.stringify(values).slice(1, -1);
}

/** Undefined, which JSON leaves out, for an empty list. */
function filled<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length === 0 ? undefined : list;
}
