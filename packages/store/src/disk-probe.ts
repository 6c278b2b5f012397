import { rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { lowSpaceError, unwritableError } from "./errors.ts";

/** Milliseconds for which a finding counts, however often it is asked for. */
const FRESH = 1_000;

/** What the probe writes: about as much as a batch. */
const PROBE = Buffer.alloc(64 * 1024);

/** Of the disk, what should be free; on a large one, no more than these bytes. */
const FREE_SHARE = 0.05;
const FREE_BYTES = 64 * 1024 * 1024;

/** Finds out by writing whether a folder can be written, and whether its disk is soon full. */
export class DiskProbe {
  readonly #directory: string;
  readonly #clock: () => number;
  #finding: Promise<void> | undefined;
  #expiresAt = Number.POSITIVE_INFINITY;

  /** @param clock milliseconds that only ever grow */
  constructor(directory: string, clock: () => number = () => performance.now()) {
    this.#directory = directory;
    this.#clock = clock;
  }

  /**
   * Those who ask within a second, or while a disk that hangs is still being written to, share one finding.
   *
   * @throws PeekError `PEEK_E_STORE_WRITE` when it cannot be written, `PEEK_E_STORE_SPACE` when less than 5 % of the disk is
   *   free, of a large one less than 64 MiB
   */
  check(): Promise<void> {
    if (this.#finding === undefined || this.#clock() >= this.#expiresAt) {
      this.#expiresAt = Number.POSITIVE_INFINITY;
      this.#finding = this.#find().finally(() => (this.#expiresAt = this.#clock() + FRESH));
    }
    return this.#finding;
  }

  async #find(): Promise<void> {
    const path = join(this.#directory, "probe");
    try {
      await writeFile(path, PROBE, { mode: 0o600, flush: true });
    } catch (cause) {
      throw unwritableError(this.#directory, cause);
    } finally {
      await rm(path, { force: true }).catch(() => undefined);
    }
    await this.#findRoom();
  }

  async #findRoom(): Promise<void> {
    const disk = await statfs(this.#directory).catch(() => undefined);
    if (disk === undefined) return;
    const { bavail, blocks, bsize } = disk;
    const needed = Math.min(blocks * bsize * FREE_SHARE, FREE_BYTES);
    const free = bavail * bsize;
    if (free < needed) throw lowSpaceError(this.#directory, free, needed);
  }
}
