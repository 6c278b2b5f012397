import { checkKey } from "../auth/check-key.ts";
import type { KeyEntry } from "../auth/key-registry.ts";
import type { IngestContext } from "../context.ts";

/**
 * The entry of the first key that was sent, in production; elsewhere none is needed, and none is looked at.
 *
 * @param sent The places where a key may be, in order of preference.
 * @throws HttpProblem 401 or 403 as for every other endpoint.
 */
export async function authenticate(
  collector: IngestContext,
  ...sent: unknown[]
): Promise<KeyEntry | undefined> {
  if (collector.options.mode !== "production") return undefined;
  const key = sent.find((value): value is string => typeof value === "string" && value !== "");
  return checkKey(key, ["w"], collector);
}
