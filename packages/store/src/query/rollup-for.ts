import type { PERIODS } from "./source.ts";

/** The rollup that can answer, when one can. */
export function rollupFor(
  reach: "minute" | "hour" | "requests",
  needsConsumer: boolean,
): keyof typeof PERIODS | undefined {
  if (reach === "requests") return undefined;
  return reach === "hour" || needsConsumer ? "rollup_hour" : "rollup_minute";
}
