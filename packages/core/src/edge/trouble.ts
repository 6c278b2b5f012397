import { PeekError } from "@peekjs/protocol";
import type { Answer } from "./post.ts";

/** What an answer means that no hurry makes better. */
const REFUSALS: Record<number, string> = {
  400: "PEEK_E_REFUSED",
  401: "PEEK_E_KEY_REJECTED",
  403: "PEEK_E_KEY_SCOPE",
  413: "PEEK_E_BODY_TOO_LARGE",
};

/** Not now, rather than not at all: 408, 425, 429, 5xx, or no answer. */
export function mayPass(status: number): boolean {
  return /^(0|408|425|429|5..)$/.test(`${status}`);
}

/** Why what was sent is still here, for the people who run the app. */
export function explain(
  { status, isLate, cause = "Check endpoint and apiKey." }: Answer,
  url: URL,
): PeekError {
  let code = REFUSALS[status] ?? "PEEK_E_WRONG_SERVER";
  if (mayPass(status)) code = "PEEK_E_UNAVAILABLE";
  if (!status) code = isLate ? "PEEK_E_TIMEOUT" : "PEEK_E_UNREACHABLE";
  return new PeekError(code, `${url.origin} answered ${status}, events are kept. ${cause}`);
}
