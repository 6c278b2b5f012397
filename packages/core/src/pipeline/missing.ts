import type { ObservedRequest } from "./observed-request.ts";

/** Under this key of the metadata stands what of the details is missing, and why. */
const MISSING = "peek.missing";

/** Notes on a record what is missing of its details, and why; comes after what was noted before. */
export function noteMissing(record: ObservedRequest, missing: readonly string[]): void {
  const before = record.metadata?.[MISSING];
  const all = typeof before === "string" ? [before, ...missing] : missing;
  record.metadata = { ...record.metadata, [MISSING]: all.join(", ") };
}
