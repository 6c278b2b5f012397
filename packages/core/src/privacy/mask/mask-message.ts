import { TEXT_LIMITS } from "@peekjs/protocol";
import { maskBeginning } from "./mask-text.ts";
import { createMasks } from "./masks.ts";

const MASKS = createMasks({});

/** Takes secrets out of the message of an error, cut to what is reported of it; apps throw anything. */
export function maskMessage(message: unknown): string | undefined {
  return typeof message === "string"
    ? maskBeginning(message, MASKS, TEXT_LIMITS.errorMessage)
    : undefined;
}
