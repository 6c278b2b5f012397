import type { IngestContext } from "../context.ts";
import type { KeyEntry, RefusalReason } from "./key-registry.ts";

/** Tells the registry that a key let somebody in. Nothing waits for it, and what goes wrong fails no request. */
export function noteUse({ id }: KeyEntry, collector: IngestContext): void {
  const { keys } = collector.options;
  if (keys?.recordUse !== undefined) {
    void report(async () => keys.recordUse?.(id, collector.clock()), collector);
  }
}

/** Tells the registry that a key was refused, as {@link noteUse} does. */
export function noteRefusal({ id }: KeyEntry, why: RefusalReason, collector: IngestContext): void {
  const { keys } = collector.options;
  void report(async () => keys?.recordRefusal?.(id, why, collector.clock()), collector);
}

async function report(note: () => Promise<void>, { reportError }: IngestContext): Promise<void> {
  try {
    await note();
  } catch (error) {
    reportError(error);
  }
}
