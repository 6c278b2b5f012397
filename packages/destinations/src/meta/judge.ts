import { asNumber, firstText, member } from "../event/values.ts";
import { describe, isTransient, judgeUnreadable } from "../http/judge.ts";
import type { Reply } from "../http/reply.ts";
import { blocked, delivered, refused, retry, type Outcome } from "../outcome.ts";

/** Token, permission, capability: nothing of the events. */
const CREDENTIALS: ReadonlySet<number> = new Set([3, 10, 102, 190, 200]);

/** Invalid parameters: something in the batch. */
const INVALID: ReadonlySet<number> = new Set([100, 105, 2804003]);

/** The subcode of code 100 that says that the pixel does not exist, or not for this token. */
const NO_SUCH_PIXEL = 33;

/**
 * What Meta's answer means. The code in the body counts, whatever the status: code 1, 2, 341, 368, 5000, 21009 and the
 * limits 4, 17, 32, 613 and 800xx are passing, and so is one that nobody knows.
 *
 * @see https://developers.facebook.com/docs/marketing-api/error-reference
 */
export function judgeMeta(reply: Reply, count: number): Outcome {
  const { status, json, retryAfter } = reply;
  const error = member(json, "error");
  if (error !== undefined) return judgeError(reply, error);
  const isOk = status >= 200 && status < 300;
  const received = asNumber(member(json, "events_received"));
  if (isOk && received === count) return delivered;
  if (isOk && received !== undefined) {
    return refused({ reason: `took ${received} of ${count} events` });
  }
  // Taken by the body and refused by the status: a repetition with the same event ids does no harm.
  if (received !== undefined || isTransient(status) || status === 400) {
    return retry(describe(reply), retryAfter);
  }
  if (isOk) return judgeUnreadable(reply, "the Conversions API");
  return blocked(describe(reply, "(is this the Conversions API?)"));
}

function judgeError({ status, retryAfter }: Reply, error: unknown): Outcome {
  const code = asNumber(member(error, "code"));
  const subcode = asNumber(member(error, "error_subcode"));
  const failure = {
    reason: `answered ${status}, code ${code ?? "none"}${subcode ? `/${subcode}` : ""}`,
    answer: firstText(error, "error_user_msg", "message"),
  };
  if (member(error, "is_transient") === true || code === undefined)
    return retry(failure, retryAfter);
  if (CREDENTIALS.has(code) || (code === 100 && subcode === NO_SUCH_PIXEL)) return blocked(failure);
  // Both must say so before an event is given up.
  if (INVALID.has(code) && status < 500) return refused(failure);
  return retry(failure, retryAfter);
}
