import { usageError } from "../command-error.ts";
import type { OptionDefinitions, OptionValues } from "../command.ts";
import { formatTime, parseTime } from "./parse-time.ts";

/** That of the commands that let a key in. */
export const EXPIRY_OPTION: OptionDefinitions = { expires: { type: "string" } };

/** Milliseconds. Without months, since `m` stands for minutes elsewhere. */
const UNITS: Record<string, number> = { h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A span such as 12h, 90d or 26w in milliseconds; undefined where it is none. */
export function parseSpan(text: string): number | undefined {
  const [, amount, unit = ""] = /^(\d{1,5})([hdw])$/.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * UNITS[unit]!;
}

/**
 * When a key is to expire, in ISO 8601; undefined where it never is.
 *
 * @throws CommandError when what is given is no time, or none to come.
 */
export function readExpiry({ expires: given }: OptionValues, now: number): string | undefined {
  if (typeof given !== "string") return undefined;
  const span = parseSpan(given);
  const time = span === undefined ? parseTime(given) : now + span;
  if (time > now) return formatTime(time);
  throw usageError(
    "--expires must be a span such as 12h, 90d or 26w, or a time to come such as 2031-01-31 or 2031-01-31T18:00Z (UTC where it says no other).",
  );
}

/** What a message adds of a key that expires. */
export function mentionExpiry(expiresAt: string | undefined): string {
  return expiresAt === undefined ? "" : ` It expires on ${expiresAt}.`;
}
