/**
 * What clients keep on disk, for tools: what waits to be delivered, and the records that a collector refused. Node only.
 *
 * @module
 */
export type { Refusal, StoredDeadLetter } from "./dead-letter.ts";
export { readDeadLetters } from "./letter-files.ts";
export { readSpools, type SpoolOverview } from "./read-spools.ts";
export { clearDeadLetters, resendDeadLetters, type ResendResult } from "./resend.ts";
export { createDeadLetterSender, type DeadLetterSender } from "./sender.ts";
