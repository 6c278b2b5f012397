import { PeekError } from "@peekjs/protocol";
import { maskMessage } from "../privacy/mask/mask-message.ts";
import type { AdapterClient } from "./adapter-client.ts";

type Option = "identifyConsumer" | "ignore" | "clientAddress" | "route";

/**
 * What a function that the app gave as an option answers; undefined where it fails, or answers with a promise: then the
 * app's logger hears of it, and the request does not.
 */
export function ask<FrameworkRequest, Answer>(
  client: AdapterClient,
  option: Option,
  callback: (request: FrameworkRequest) => Answer,
  request: FrameworkRequest,
): Answer | undefined {
  try {
    const answer = callback(request);
    if (!isThenable(answer)) return answer;
    // A rejection that nobody handles would end the process. Other thenables are left alone: calling the `then` of a
    // database query may be what runs it.
    if (answer instanceof Promise) answer.catch(() => undefined);
    client.trouble(promiseError(option));
  } catch (error) {
    client.trouble(callbackError(option, error));
  }
  return undefined;
}

function isThenable(answer: unknown): answer is PromiseLike<unknown> {
  return (
    typeof answer === "object" &&
    answer !== null &&
    typeof (answer as { then?: unknown }).then === "function"
  );
}

function promiseError(option: Option): PeekError {
  const instead = option === "identifyConsumer" ? ", or call setConsumer in a handler" : "";
  return new PeekError(
    "PEEK_E_CALLBACK",
    `${option} returned a promise, for which no request waits: it is recorded without the answer. Return the answer itself${instead}.`,
  );
}

function callbackError(option: Option, cause: unknown): PeekError {
  const what =
    cause instanceof Error ? `${cause.name}: ${maskMessage(cause.message)}` : typeof cause;
  return new PeekError(
    "PEEK_E_CALLBACK",
    `${option} failed (${what}). The request is recorded without it; make ${option} cope with every request.`,
    { cause },
  );
}
