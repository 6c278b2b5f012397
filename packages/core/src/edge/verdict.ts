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
export function explain({ status, code, cause }: Answer, url: URL): PeekError {
  return new PeekError(
    code ?? REFUSALS[status] ?? (mayPass(status) ? "PEEK_E_UNAVAILABLE" : "PEEK_E_WRONG_SERVER"),
    `${url.origin} answered ${status || "nothing"}, events are kept. ${cause ?? "Check endpoint and apiKey."}`,
  );
}
