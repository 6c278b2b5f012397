import type { DeliveryFailure } from "@peekjs/protocol";
import { blocked, delivered, refused, retry, type Outcome } from "../outcome.ts";
import type { Reply } from "./reply.ts";

/**
 * What the status of an answer means, for destinations that tell the truth with it: 2xx delivered; 408, 425, 429 and
 * 5xx again later; 400, 413 and 422 something in the batch; anything else (credentials, redirects, a wrong address)
 * until someone acts.
 *
 * @example
 * ```ts
 * return judgeStatus(await post({ url, body }));
 * ```
 */
export function judgeStatus(reply: Reply): Outcome {
  const { status } = reply;
  if (status >= 200 && status < 300) return delivered;
  const failure = describe(reply);
  if (isTransient(status)) return retry(failure, reply.retryAfter);
  return status === 400 || status === 413 || status === 422 ? refused(failure) : blocked(failure);
}

/** Whether the status says that the same request may succeed later. */
export function isTransient(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** Whether something else answered: a proxy, a portal, a parked domain. */
export function isPage({ text }: Reply): boolean {
  return /^\s*</.test(text);
}

/**
 * What a success means that does not say what the destination's own would: a page comes from somewhere else, anything
 * else broke on its way.
 */
export function judgeUnreadable(reply: Reply, vendor: string): Outcome {
  if (!isPage(reply)) return retry(describe(reply), reply.retryAfter);
  return blocked(describe(reply, `(is this ${vendor}?)`));
}

const MOST_CHARACTERS = 300;

/**
 * The status, and the begin of the body.
 *
 * @param remark in parentheses
 */
export function describe({ status, text }: Reply, remark?: string): DeliveryFailure {
  const body = text.replaceAll(/\s+/g, " ").trim().slice(0, MOST_CHARACTERS);
  const reason = remark === undefined ? `answered ${status}` : `answered ${status} ${remark}`;
  return { reason, answer: body === "" ? undefined : body };
}
