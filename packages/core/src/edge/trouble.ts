import { PeekError } from "@peekjs/protocol";
import type { Answer } from "./post.ts";

/** What an answer that no hurry makes better means, and what to do. */
const REFUSALS: Record<number, [code: string, advice: string]> = {
  400: ["PEEK_E_REFUSED", "Is it of this version?"],
  401: ["PEEK_E_KEY_REJECTED", "Check apiKey."],
  403: ["PEEK_E_KEY_SCOPE", "Use a write key."],
  413: ["PEEK_E_BODY_TOO_LARGE", "Does a proxy limit bodies?"],
};

/** Not now, rather than not at all: 408, 425, 429, 5xx, or no answer. */
export function mayPass(status: number): boolean {
  return /^(0|408|425|429|5..)$/.test(`${status}`);
}

/** Why what was sent is still here, for the people who run the app. */
export function explain({ status, cause = "" }: Answer, url: URL, isLate: boolean): PeekError {
  const [code, advice] = mayPass(status)
    ? [status ? "PEEK_E_UNAVAILABLE" : isLate ? "PEEK_E_TIMEOUT" : "PEEK_E_UNREACHABLE", cause]
    : (REFUSALS[status] ?? ["PEEK_E_WRONG_SERVER", "Is it a collector?"]);
  return new PeekError(code, `${url.origin} answered ${status}, events are kept. ${advice}`);
}
