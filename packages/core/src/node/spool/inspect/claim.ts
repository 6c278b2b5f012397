import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DEAD_LETTER_FILE } from "../dead-letters.ts";
import { dropLease, isAbandoned, RENEW_INTERVAL, renewLease, takeLease } from "../lease.ts";
import type { DeadLetterLine } from "./dead-letter.ts";
import { CLAIM_NAME, LETTER_FILES, linesOf } from "./letter-files.ts";
import { spoolError } from "./spool-error.ts";

/**
 * The letters of a folder, held by this process alone: they are moved into a folder with a lease, where clients append
 * nothing and which the next one takes over should this process die.
 */
export class LetterClaim {
  readonly #parent: string;
  readonly #folders: string[];
  readonly #renewal: NodeJS.Timeout;

  /** @throws {PeekError} `PEEK_E_SPOOL` when the folder cannot be written */
  constructor(parent: string) {
    this.#parent = parent;
    try {
      this.#folders = [...takeAbandoned(parent), ...takeFiles(parent)];
    } catch (error) {
      throw spoolError(parent, error);
    }
    this.#renewal = setInterval(() => {
      // Gone when this process slept for so long that it was taken for dead.
      for (const folder of this.#folders) tryTo(() => renewLease(folder));
    }, RENEW_INTERVAL).unref();
  }

  lines(): Generator<DeadLetterLine> {
    return linesOf(this.#folders);
  }

  /**
   * Ends the claim: the given lines go back to where clients append, the others are removed.
   *
   * @throws {PeekError} `PEEK_E_SPOOL` when the disk is full or gone; everything is then left for the next claim
   */
  release(lines: readonly string[]): void {
    clearInterval(this.#renewal);
    try {
      // One by one: clients that append between two of them split none.
      for (const line of lines) {
        appendFileSync(join(this.#parent, DEAD_LETTER_FILE), `${line}\n`, { mode: 0o600 });
      }
    } catch (error) {
      for (const folder of this.#folders) tryTo(() => dropLease(folder));
      throw spoolError(this.#parent, error);
    }
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

/** Moves the files that clients append to. */
function takeFiles(parent: string): string[] {
  const present = readdirSync(parent);
  if (!LETTER_FILES.some((name) => present.includes(name))) return [];
  const folder = claimPath(parent);
  // Under its own name it is seen by others, and has a lease by then.
  const unseen = `${folder}.new`;
  mkdirSync(unseen, { mode: 0o700 });
  takeLease(unseen);
  renameSync(unseen, folder);
  for (const name of LETTER_FILES) tryTo(() => renameSync(join(parent, name), join(folder, name)));
  return [folder];
}

/** Takes over what processes left that died while they sent; of several that try, one succeeds. */
function takeAbandoned(parent: string): string[] {
  return readdirSync(parent)
    .filter((name) => CLAIM_NAME.test(name) && isAbandoned(join(parent, name)))
    .flatMap((name) => {
      const folder = claimPath(parent);
      const isTaken = tryTo(() => {
        renameSync(join(parent, name), folder);
        takeLease(folder);
      });
      return isTaken ? [folder] : [];
    });
}

function claimPath(parent: string): string {
  return join(parent, `.letters.${randomUUID()}`);
}

/** False when the file or folder is gone: someone else was faster. */
function tryTo(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}
