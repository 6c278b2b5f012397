import { PeekError } from "@peekjs/protocol";
import { MAX_REQUESTS_PER_ENTRY } from "./request-id.ts";

export function closedError(): PeekError {
  return new PeekError(
    "PEEK_E_STORE_CLOSED",
    "The store is closed. Open it again with openStore().",
  );
}

export function tooLargeError(records: number): PeekError {
  return new PeekError(
    "PEEK_E_STORE_BATCH",
    `A batch of ${records} records is too large: at most ${MAX_REQUESTS_PER_ENTRY} can be kept at once. Divide it.`,
  );
}
