import { ENVELOPE_VERSION, type Diagnostic } from "@peekjs/protocol";
import type { OutboxGroup } from "./outbox-group.ts";

/** `"sdk":…,"resource":…`: under it groups are written, stored and sent. */
export function headerOf(
  sdk: { name: string; version: string; runtime: string },
  resource: { service: string; environment: string; host: string | undefined },
): string {
  return `"sdk":${JSON.stringify(sdk)},"resource":${JSON.stringify(resource)}`;
}

/**
 * An envelope around stored groups. Its key names the instance and the first and last number, so that a collector that
 * has the batch already can say so.
 *
 * @param members optional members such as `stats`, as values
 */
export function writeEnvelope(
  instance: string,
  groups: readonly Pick<OutboxGroup, "first" | "last" | "header">[],
  texts: readonly string[],
  members: Record<string, unknown>,
): { body: string; headers: Record<string, string> } {
  const [{ first, header }] = groups as [OutboxGroup];
  const { last } = groups.at(-1)!;
  const rest = JSON.stringify({ instance, sentAt: Date.now(), ...members }).slice(1, -1);
  return {
    body: `{"version":${ENVELOPE_VERSION},${header},${rest},"groups":[${texts.join(",")}]}`,
    headers: { "idempotency-key": `${instance}:${first}-${last}` },
  };
}

/** An envelope without records: it says that a client has connected, and needs no key. */
export function writeGreeting(
  header: string,
  diagnostics: readonly Diagnostic[],
): { body: string; headers: Record<string, string> } {
  const rest = JSON.stringify({ sentAt: Date.now(), diagnostics }).slice(1, -1);
  return { body: `{"version":${ENVELOPE_VERSION},${header},${rest}}`, headers: {} };
}
