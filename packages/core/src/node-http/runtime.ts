/** What a runtime that does as Node does says of itself; the edge, which bundles this module, may have no `process`. */
const versions: Partial<Record<string, string>> =
  (globalThis as { process?: { versions?: Record<string, string> } }).process?.versions ?? {};

/** Whether responses are Bun's: their heads are made up and sent out of sight, and what waits is kept in the response. */
export const isBun: boolean = "bun" in versions;

/** Whether connections tell how much of what was handed to them has not left. */
export const tellsUnsent: boolean = !isBun && !("deno" in versions);
