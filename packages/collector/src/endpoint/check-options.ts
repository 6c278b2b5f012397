import { PeekError } from "@peekjs/protocol";
import type { EndpointOptions } from "./endpoint-options.ts";

/** @throws {@link PeekError} `PEEK_E_OPTION` for what could never work, rather than at the first request. */
export function checkOptions({ handler, path, maxPayloadSize }: EndpointOptions): void {
  if (typeof handler !== "function") {
    throw invalid("handler", handler, "a function; without `handler` pass a `store`");
  }
  if (path !== undefined && !(typeof path === "string" && path.startsWith("/"))) {
    throw invalid("path", path, 'a text that begins with "/", e.g. "/collect"');
  }
  if (maxPayloadSize !== undefined && !(maxPayloadSize > 0)) {
    throw invalid("maxPayloadSize", maxPayloadSize, "a number of bytes from 1");
  }
}

function invalid(option: string, value: unknown, needed: string): PeekError {
  const got = typeof value === "string" ? JSON.stringify(value.slice(0, 100)) : String(value);
  return new PeekError("PEEK_E_OPTION", `${option} must be ${needed}; got ${got}.`);
}
