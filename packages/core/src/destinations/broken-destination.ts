import { PeekError } from "@peekjs/protocol";
import { describe } from "../diagnostics/report.ts";

/** What a destination's own code did wrong: that costs neither peek nor another destination anything. */
export function brokenDestination(name: string, problem: string, cause: unknown): PeekError {
  const reason = cause instanceof PeekError ? cause.message : describe(cause);
  return new PeekError(
    "PEEK_E_DESTINATION_BROKEN",
    `The destination "${name}" ${problem}: ${reason.replace(/\.?$/, ".")} Check its options, or ask whoever wrote it; all else goes on.`,
    { cause },
  );
}
