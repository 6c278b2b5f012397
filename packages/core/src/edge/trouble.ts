import { PeekError } from "@peekjs/protocol";
import type { Answer } from "./post.ts";

/** What an answer that helps nobody by hurrying means, and what to do. */
const REFUSALS: Record<number, [code: string, advice: string]> = {
  400: ["PEEK_E_REFUSED", "Is it a collector of this version?"],
  401: ["PEEK_E_KEY_REJECTED", 'Create a write key with "peek keys create".'],
  403: ["PEEK_E_KEY_SCOPE", "Use a write key."],
  413: ["PEEK_E_BODY_TOO_LARGE", "Does a proxy limit bodies?"],
};

/** Not now, rather than not at all: 408, 425, 429, 5xx, or no answer. */
export function mayPass(status: number): boolean {
  return /^(0|408|425|429|5..)$/.test(String(status));
}

/** Why what was sent is still here, for the people who run the app. */
export function explain({ status, cause }: Answer, { origin }: URL, isLate: boolean): PeekError {
  const [code, advice] =
    status === 0
      ? [isLate ? "PEEK_E_TIMEOUT" : "PEEK_E_UNREACHABLE", String(cause)]
      : mayPass(status)
        ? ["PEEK_E_UNAVAILABLE", ""]
        : (REFUSALS[status] ?? ["PEEK_E_WRONG_SERVER", "Is it a peek collector?"]);
  return new PeekError(
    code,
    `${origin} answered ${status || "nothing"}. ${advice} Events are kept and tried again.`,
    { cause },
  );
}
