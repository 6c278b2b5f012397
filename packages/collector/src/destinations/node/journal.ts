import { mkdir, open, readdir, readFile, unlink, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { syncDirectory, writeFully } from "@peekjs/protocol/node";
import { readSegment, sealFrame } from "./frame.ts";

/** Where a frame's content lies. */
export interface Place {
  segment: number;
  offset: number;
}

export interface JournalOptions {
  directory: string;
  /** Called for every intact frame found, oldest first, before `open` resolves. */
  onFrame: (content: Buffer, place: Place) => void;
  /** Bytes after which a new segment is begun. Default: 16 MiB. */
  segmentBytes?: number | undefined;
}

interface Waiting {
  frame: Buffer[];
  bytes: number;
  resolve: (place: Place) => void;
  reject: (error: unknown) => void;
}

interface Segment {
  file: FileHandle;
  bytes: number;
  /** Something was written that may not be on the disk yet. */
  isUnsynced: boolean;
}

const SEGMENT_NAME = /^(\d{12})\.log$/;

/**
 * Files that are only ever appended to, and deleted from the oldest on. What was appended survives the process, and,
 * once synced, the machine. One process has a journal open at a time.
 */
export class Journal {
  /** Bytes that could not be read when it was opened. */
  damagedBytes = 0;
  readonly #options: JournalOptions;
  readonly #segments = new Map<number, Segment>();
  #next = 1;
  #current: number | undefined;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  /** Once what is being written is. */
  #isRotating = false;
  #syncing: Promise<void> | undefined;
  #isClosed = false;

  static async open(options: JournalOptions): Promise<Journal> {
    const journal = new Journal(options);
    try {
      await journal.#read();
    } catch (error) {
      await journal.close();
      throw error;
    }
    return journal;
  }

  private constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Those that do not grow any more, oldest first. */
  get closedSegments(): number[] {
    return [...this.#segments.keys()].filter((segment) => segment !== this.#current);
  }

  get bytes(): number {
    return [...this.#segments.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Resolves when the frame is written, in the order of the calls; rejects once the journal is closed. */
  append(content: readonly Buffer[]): Promise<Place> {
    if (this.#isClosed) return Promise.reject(new Error("The journal is closed."));
    return new Promise((resolve, reject) => {
      const frame = sealFrame(content);
      const bytes = frame.reduce((sum, part) => sum + part.length, 0);
      this.#waiting.push({ frame, bytes, resolve, reject });
      this.#writing ??= this.#write();
    });
  }

  /** Resolves when all that is written is on the disk. Those who ask while one sync runs share the next. */
  async sync(): Promise<void> {
    const before = this.#syncing;
    if (before === undefined) return this.#sync();
    await before.catch(() => undefined);
    return this.#syncing ?? this.#sync();
  }

  async readAt({ segment, offset }: Place, length: number): Promise<Buffer> {
    const file = this.#segments.get(segment)?.file;
    if (file === undefined) throw new Error(`The journal has no segment ${segment}.`);
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
    return buffer.subarray(0, bytesRead);
  }

  /** Begins a new segment with the next frame that is appended. */
  rotate(): void {
    if (this.#writing === undefined) this.#current = undefined;
    else this.#isRotating = true;
  }

  /** Deletes a closed segment, which stays the oldest when that fails: what is behind it says what is gone from it. */
  async delete(segment: number): Promise<void> {
    await this.#segments.get(segment)?.file.close();
    await unlink(this.#path(segment));
    this.#segments.delete(segment);
  }

  /** Closes its files when what was appended before is written. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#writing;
    await this.#syncing?.catch(() => undefined);
    await Promise.all([...this.#segments.values()].map(({ file }) => file.close()));
    this.#segments.clear();
  }

  #path(segment: number): string {
    return join(this.#options.directory, `${String(segment).padStart(12, "0")}.log`);
  }

  async #read(): Promise<void> {
    const { directory, onFrame } = this.#options;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const numbers = (await readdir(directory)).map((name) => Number(SEGMENT_NAME.exec(name)?.[1]));
    for (const segment of numbers.filter((number) => number > 0).sort((a, b) => a - b)) {
      const content = await readFile(this.#path(segment));
      const file = await open(this.#path(segment), "r+");
      // The process before may have died between a write and its sync.
      this.#segments.set(segment, { file, bytes: content.length, isUnsynced: true });
      const { frames, damaged } = readSegment(content);
      for (const frame of frames) onFrame(frame.content, { segment, offset: frame.offset });
      this.damagedBytes += damaged;
      this.#next = segment + 1;
    }
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      this.#rotateNow();
      const group = this.#waiting;
      this.#waiting = [];
      try {
        const segment = await this.#openSegment();
        const current = this.#segments.get(segment)!;
        let offset = current.bytes;
        const parts = group.flatMap(({ frame }) => frame);
        await writeFully(current.file, parts, offset);
        current.isUnsynced = true;
        for (const { frame, bytes, resolve } of group) {
          resolve({ segment, offset: offset + frame[0]!.length });
          offset += bytes;
        }
        current.bytes = offset;
      } catch (error) {
        await this.#cutOff();
        for (const { reject } of group) reject(error);
      }
    }
    this.#rotateNow();
    this.#writing = undefined;
  }

  #rotateNow(): void {
    if (this.#isRotating) this.#current = undefined;
    this.#isRotating = false;
  }

  async #openSegment(): Promise<number> {
    const { directory, segmentBytes = 16 * 1024 * 1024 } = this.#options;
    const current = this.#current === undefined ? undefined : this.#segments.get(this.#current);
    if (this.#current !== undefined && current !== undefined && current.bytes < segmentBytes) {
      return this.#current;
    }
    const segment = this.#next++;
    const file = await open(this.#path(segment), "wx+", 0o600);
    try {
      await syncDirectory(directory);
    } catch (error) {
      await file.close();
      await unlink(this.#path(segment)).catch(() => undefined);
      throw error;
    }
    this.#segments.set(segment, { file, bytes: 0, isUnsynced: false });
    this.#current = segment;
    return segment;
  }

  /**
   * Takes away what a write that failed has left: whole frames of it would be read at the next start. Where the disk does
   * not let it, the segment is written to no more, and its reading ends there.
   */
  async #cutOff(): Promise<void> {
    const current = this.#current === undefined ? undefined : this.#segments.get(this.#current);
    try {
      await current?.file.truncate(current.bytes);
    } catch {
      this.#current = undefined;
    }
  }

  /** Of every segment: one that does not grow any more may have been left before it was synced. */
  #sync(): Promise<void> {
    const unsynced = [...this.#segments.values()].filter(({ isUnsynced }) => isUnsynced);
    if (unsynced.length === 0) return Promise.resolve();
    this.#syncing = Promise.all(unsynced.map(syncSegment))
      .then(() => undefined)
      .finally(() => (this.#syncing = undefined));
    return this.#syncing;
  }
}

async function syncSegment(segment: Segment): Promise<void> {
  segment.isUnsynced = false;
  try {
    await segment.file.datasync();
  } catch (error) {
    segment.isUnsynced = true;
    throw error;
  }
}
