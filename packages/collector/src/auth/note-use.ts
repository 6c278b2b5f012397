import type { IngestContext } from "../context.ts";
import type { KeyEntry } from "./key-registry.ts";

/** Tells the registry that a key let somebody in. Nothing waits for it, and what goes wrong fails no request. */
export function noteUse({ id }: KeyEntry, collector: IngestContext): void {
  if (collector.options.keys?.recordUse !== undefined) void record(id, collector);
}

async function record(id: string, { options, clock, reportError }: IngestContext): Promise<void> {
  try {
    await options.keys?.recordUse?.(id, clock());
  } catch (error) {
    reportError(error);
  }
}
