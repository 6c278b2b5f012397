import type { FileHandle } from "node:fs/promises";
import { open, unlink } from "node:fs/promises";
import type { PeekError } from "@peekjs/protocol";
import { syncDirectory, writeFully } from "@peekjs/protocol/node";
import { brokenError, writeError } from "../errors.ts";
import { sealEntry } from "./log-entry.ts";
import type { Segment } from "./segments.ts";
import { listSegments, segmentPath } from "./segments.ts";

export interface LogWriterOptions {
  directory: string;
  /** Sequence of the first entry to be written. */
  nextSequence: number;
  /** Called once per entry, in sequence, when it is durable and before its write resolves. */
  onDurable: (sequence: number, entry: Buffer) => void;
  /** Bytes after which a new segment is begun. Default 16 MiB. */
  segmentBytes?: number | undefined;
}

interface Waiting {
  sequence: number;
  entry: Buffer;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/** Appends entries; all that wait share one write and one fdatasync. */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #segmentBytes: number;
  #segments: Segment[];
  #nextSequence: number;
  #waiting: Waiting[] = [];
  #flushing: Promise<void> | undefined;
  #file: FileHandle | undefined;
  #size = 0;
  #broken: PeekError | undefined;
  /** Told when the segment has ended. */
  #rotations: (() => void)[] = [];
  #removable = -1;
  #removing = Promise.resolve();

  static async open(options: LogWriterOptions): Promise<LogWriter> {
    return new LogWriter(options, await listSegments(options.directory));
  }

  private constructor(options: LogWriterOptions, segments: Segment[]) {
    this.#options = options;
    this.#segmentBytes = options.segmentBytes ?? 16 * 1024 * 1024;
    this.#segments = segments;
    this.#nextSequence = options.nextSequence;
  }

  /** Why nothing is taken until the log is opened again. */
  get failure(): PeekError | undefined {
    return this.#broken;
  }

  /**
   * Resolves when the entry is durable. `encode` is called at once with the entry's sequence.
   *
   * @throws PeekError `PEEK_E_STORE_WRITE` when the disk refuses; nothing of the entry is kept then.
   */
  append(encode: (sequence: number) => Buffer): Promise<void> {
    const sequence = this.#nextSequence;
    const entry = encode(sequence);
    sealEntry(entry, sequence);
    this.#nextSequence++;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ sequence, entry, resolve, reject });
      this.#flushing ??= this.#flush();
    });
  }

  /** Deletes the segments all of whose entries are at or before `sequence`. */
  removeThrough(sequence: number): void {
    this.#removable = Math.max(this.#removable, sequence);
    this.#removing = this.#removing.then(() => this.#remove());
  }

  /** Ends the segment, so that no later entry keeps it from being deleted. Resolves when it is complete. */
  rotate(): Promise<void> {
    return new Promise((resolve) => {
      this.#rotations.push(resolve);
      this.#flushing ??= this.#flush();
    });
  }

  /** Resolves when the segments that can go are gone. */
  async removed(): Promise<void> {
    await this.#removing;
  }

  /** Resolves when nothing waits to be written. */
  async flush(): Promise<void> {
    await this.#flushing;
  }

  async close(): Promise<void> {
    await this.#flushing;
    await this.#file?.close();
    this.#file = undefined;
    await this.#removing;
    await this.#remove();
  }

  /** A segment that stays behind does no harm: its entries are known to be loaded. */
  async #remove(): Promise<void> {
    for (;;) {
      const [oldest, next] = this.#segments;
      if (!oldest || (!next && this.#file)) return;
      const end = next?.firstSequence ?? this.#nextSequence;
      if (end > this.#removable + 1) return;
      this.#segments.shift();
      await unlink(oldest.path).catch(() => undefined);
    }
  }

  async #flush(): Promise<void> {
    while (this.#waiting.length > 0 || this.#rotations.length > 0) {
      if (this.#rotations.length > 0) await this.#endSegment();
      if (this.#waiting.length === 0) continue;
      const group = this.#waiting;
      this.#waiting = [];
      try {
        await this.#write(group);
      } catch (cause) {
        const error = this.#broken ?? writeError(this.#options.directory, cause);
        for (const { reject } of group) reject(error);
        continue;
      }
      for (const { sequence, entry, resolve } of group) {
        this.#options.onDurable(sequence, entry);
        resolve();
      }
    }
    this.#flushing = undefined;
  }

  async #endSegment(): Promise<void> {
    const rotations = this.#rotations;
    this.#rotations = [];
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
    for (const resolve of rotations) resolve();
  }

  async #write(group: Waiting[]): Promise<void> {
    if (this.#broken) throw this.#broken;
    const file = await this.#segmentFor(group[0]!.sequence);
    try {
      const entries = group.map(({ entry }) => entry);
      const written = await writeFully(file, entries, this.#size);
      await file.datasync();
      this.#size += written;
    } catch (error) {
      await this.#undo(file, error);
      throw error;
    }
  }

  async #segmentFor(sequence: number): Promise<FileHandle> {
    if (this.#file && this.#size < this.#segmentBytes) return this.#file;
    await this.#file?.close();
    this.#file = undefined;
    const path = segmentPath(this.#options.directory, sequence);
    this.#file = await open(path, "w", 0o600);
    this.#size = 0;
    if (this.#segments.at(-1)?.path !== path) {
      this.#segments.push({ path, firstSequence: sequence });
    }
    await syncDirectory(this.#options.directory);
    return this.#file;
  }

  /**
   * What is refused must not come back at the next start. When even that fails, nothing more is taken: an entry that
   * may or may not be there is only counted right by a restart, which reads it.
   */
  async #undo(file: FileHandle, cause: unknown): Promise<void> {
    try {
      await file.truncate(this.#size);
      await file.datasync();
    } catch (remains) {
      this.#broken = brokenError(this.#options.directory, cause, remains);
    }
  }
}
