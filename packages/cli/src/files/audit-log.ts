import { constants, type FileHandle, open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { PeekError } from "@peekjs/protocol";
import { printableJson } from "../output/json.ts";
import { leaveToOwner } from "./leave-to-owner.ts";

export interface AuditLogOptions {
  /** Told once of each time during which the file cannot be written. */
  report: (error: unknown) => void;
  /**
   * Bytes after which it becomes the earlier file, `<path>.1`, in the place of the one before; for a log that one process
   * writes. Default: it is never taken away.
   */
  maxBytes?: number | undefined;
}

/** A link in the place of the file may lead anywhere. Windows knows no such flag. */
const APPEND =
  constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/** A file to which a line of JSON is appended for each event, readable by its user alone. */
export class AuditLog {
  readonly path: string;
  readonly #options: AuditLogOptions;
  #writing: Promise<void> = Promise.resolve();
  #isTroubled = false;

  constructor(path: string, options: AuditLogOptions) {
    this.path = path;
    this.#options = options;
  }

  /** Resolves when the event, with the time of now, is on disk, or when it was reported that it cannot be. */
  append(event: object): Promise<void> {
    const line = `${printableJson({ at: new Date().toISOString(), ...event })}\n`;
    this.#writing = this.#writing.then(() => this.#write(line));
    return this.#writing;
  }

  /** Resolves when all that was appended is written. */
  close(): Promise<void> {
    return this.#writing;
  }

  async #write(line: string): Promise<void> {
    try {
      const size = await this.#appendLine(line);
      if (size >= (this.#options.maxBytes ?? Number.POSITIVE_INFINITY)) {
        await rename(this.path, `${this.path}.1`);
      }
      this.#isTroubled = false;
    } catch (error) {
      if (!this.#isTroubled) this.#options.report(unwritten(this.path, error));
      this.#isTroubled = true;
    }
  }

  /** In one write, so that processes that append at once leave each other's lines whole. */
  async #appendLine(line: string): Promise<number> {
    const file = await open(this.path, APPEND, 0o600);
    try {
      await leaveToOwner(file, dirname(this.path));
      const { size } = await file.stat();
      const bytes = Buffer.from((await isCut(file, size)) ? `\n${line}` : line);
      const { bytesWritten } = await file.write(bytes);
      if (bytesWritten < bytes.length) throw new Error("the disk is full");
      await file.datasync();
      return size + bytesWritten;
    } finally {
      await file.close();
    }
  }
}

/** Whether the last line has no end: a full disk or a power failure left its beginning. */
async function isCut(file: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer.toString() !== "\n";
}

function unwritten(path: string, cause: unknown): PeekError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new PeekError(
    "PEEK_W_AUDIT",
    `What was done cannot be put on record in ${path} (${code ?? message}); it was done all the same.`,
    { cause },
  );
}
