import { LetterClaim } from "./claim.ts";
import { refuseAgain, type Refusal, type StoredDeadLetter } from "./dead-letter.ts";

/** What became of the letters of a service. */
export interface ResendResult {
  accepted: number;
  /** Kept, with what the collector said. */
  refused: { letter: StoredDeadLetter; refusal: Refusal }[];
  /** Not sent, since sending one before them failed; kept. */
  unsent: number;
  /** Lines that cannot be read; kept. */
  damaged: number;
  /** What `send` threw. */
  error: unknown;
}

/**
 * Sends the dead letters of a service and removes those that were accepted. Clients may go on writing meanwhile, and a
 * process that dies in between loses none: the next call begins where it was, so `send` may see a letter twice.
 *
 * @param folder that of {@link SpoolOverview}
 * @param send resolves with why the collector refuses the letter, undefined when it took it; what it throws ends the
 * sending
 * @throws {PeekError} `PEEK_E_SPOOL` when the folder cannot be read or written
 */
export async function resendDeadLetters(
  folder: string,
  send: (letter: StoredDeadLetter) => Promise<Refusal | undefined>,
): Promise<ResendResult> {
  const claim = new LetterClaim(folder);
  const result: ResendResult = {
    accepted: 0,
    refused: [],
    unsent: 0,
    damaged: 0,
    error: undefined,
  };
  const kept: string[] = [];
  for (const parsed of claim.lines()) {
    const { line, letter } = parsed;
    if (letter === undefined || result.error !== undefined) {
      kept.push(line);
      result[letter === undefined ? "damaged" : "unsent"]++;
      continue;
    }
    try {
      const refusal = await send(letter);
      if (refusal === undefined) {
        result.accepted++;
        continue;
      }
      result.refused.push({ letter, refusal });
      kept.push(refuseAgain(parsed, refusal));
    } catch (error) {
      result.error = error;
      result.unsent++;
      kept.push(line);
    }
  }
  claim.release(kept);
  return result;
}

/**
 * Removes the dead letters of a service.
 *
 * @param folder that of {@link SpoolOverview}
 * @returns how many lines there were, damaged ones too
 * @throws {PeekError} `PEEK_E_SPOOL` when the folder cannot be read or written
 */
export function clearDeadLetters(folder: string): number {
  const claim = new LetterClaim(folder);
  const count = [...claim.lines()].length;
  claim.release([]);
  return count;
}
