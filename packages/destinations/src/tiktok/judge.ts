import { asNumber, firstText, member } from "../event/values.ts";
import { describe, isTransient, judgeUnreadable } from "../http/judge.ts";
import type { Reply } from "../http/reply.ts";
import { blocked, delivered, refused, retry, type Outcome } from "../outcome.ts";

const TAKEN: ReadonlySet<number> = new Set([0, 20_001]);

/** Too many requests. */
const THROTTLED = 40_100;

/** No permission; the codes of authentication follow on {@link THROTTLED}. */
const NO_PERMISSION = 40_001;
const LAST_AUTHENTICATION_CODE = 40_119;

/** Invalid parameters: one erroneous event costs the whole batch. */
const INVALID: ReadonlySet<number> = new Set([40_000, 40_002]);

/**
 * What TikTok's answer means: the code in the body counts, since the status is 200 whatever happened. A code that
 * nobody knows is tried again.
 */
export function judgeTikTok(reply: Reply): Outcome {
  const { status, json, retryAfter } = reply;
  const code = asNumber(member(json, "code"));
  if (code === undefined) {
    if (status >= 200 && status < 300) return judgeUnreadable(reply, "the Events API");
    return isTransient(status) || status === 400
      ? retry(describe(reply), retryAfter)
      : blocked(describe(reply, "(is this the Events API?)"));
  }
  const failure = {
    reason: `answered ${status}, code ${code}`,
    answer: firstText(json, "message"),
  };
  const isAuthentication = code > THROTTLED && code <= LAST_AUTHENTICATION_CODE;
  if (code === NO_PERMISSION || isAuthentication) return blocked(failure);
  // Where status and code contradict each other, a repetition with the same event ids does no harm.
  if (TAKEN.has(code)) return status < 300 ? delivered : retry(failure, retryAfter);
  return INVALID.has(code) && status < 500 ? refused(failure) : retry(failure, retryAfter);
}
