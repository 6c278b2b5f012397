import { isRecord, member } from "../event/values.ts";
import { describe, judgeStatus, judgeUnreadable } from "../http/judge.ts";
import type { Reply } from "../http/reply.ts";
import { delivered, refused, retry, type Outcome } from "../outcome.ts";

/** Where Reddit names what is wrong; the last is known of version 2 alone, under a success. */
const ERRORS = ["error", "errors", "invalid_events"];

/**
 * What Reddit's answer means. It documents no partial failures: a batch is taken or refused as a whole, and where it
 * names invalid events they are looked for in the same way.
 */
export function judgeReddit(reply: Reply): Outcome {
  const { json, text } = reply;
  const outcome = judgeStatus(reply);
  const hasError = [json, member(json, "data")].some((holder) =>
    ERRORS.some((key) => hasContent(member(holder, key))),
  );
  if (outcome.kind === "delivered") {
    if (hasError) return refused(describe(reply));
    return text.trim() === "" || isRecord(json) ? delivered : judgeUnreadable(reply, "Reddit");
  }
  // Taken by the body and refused by the status: a repetition with the same conversion ids does no harm.
  const isContradiction = outcome.kind === "refused" && isRecord(json) && !hasError;
  return isContradiction ? retry(describe(reply)) : outcome;
}

function hasContent(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
