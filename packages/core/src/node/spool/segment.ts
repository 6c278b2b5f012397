import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs";
import { encodeFrame, scanFrames, type Frame, type FramePlace } from "./frame.ts";

/** Names of the segments in a folder, the oldest first. */
export function segmentsIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".segment"))
    .sort();
}

export interface LoadedSegment {
  segment: Segment;
  frames: (Frame & FramePlace)[];
  /** Bytes that are in no frame. */
  damaged: number;
}

/** One file of frames. It goes when none of them is needed any more. */
export class Segment {
  path: string;
  /** Bytes on disk. */
  size = 0;
  #file: number | undefined;
  #live = 0;
  #isOpen: boolean;

  private constructor(path: string, file: number | undefined) {
    this.path = path;
    this.#file = file;
    this.#isOpen = file !== undefined;
  }

  /** @throws when the file cannot be made */
  static create(path: string): Segment {
    return new Segment(path, openSync(path, "ax+", 0o600));
  }

  /** A segment that another process left, with its frames. */
  static load(path: string): LoadedSegment {
    const segment = new Segment(path, undefined);
    const bytes = readFileSync(path);
    const frames = [...scanFrames(bytes)];
    segment.size = bytes.length;
    segment.#live = frames.length;
    const whole = frames.reduce((sum, { length }) => sum + length, 0);
    return { segment, frames, damaged: Math.max(0, bytes.length - whole) };
  }

  get isEmpty(): boolean {
    return this.#live === 0;
  }

  /** Whether it is read by its descriptor. */
  get isHeldOpen(): boolean {
    return this.#file !== undefined;
  }

  /** @throws when the disk is full or gone; the file is then as before */
  append(frame: Frame): FramePlace {
    const bytes = encodeFrame(frame);
    try {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(this.#file!, bytes, written);
      }
    } catch (error) {
      ftruncateSync(this.#file!, this.size);
      throw error;
    }
    const place = { offset: this.size, length: bytes.length };
    this.size += bytes.length;
    this.#live++;
    return place;
  }

  /** The frames that are whole, of a place that may hold several. */
  read({ offset, length }: FramePlace): Frame[] {
    const bytes = Buffer.allocUnsafe(length);
    // Few files stay open: an outage must not use up the process's descriptors.
    const file = this.#file ?? openSync(this.path, "r");
    try {
      const read = readSync(file, bytes, 0, length, offset);
      return [...scanFrames(bytes.subarray(0, read))];
    } finally {
      if (file !== this.#file) closeSync(file);
    }
  }

  /** Says that so many of the frames are needed no more. */
  release(frames: number): void {
    this.#live -= frames;
    if (this.#live > 0) return;
    if (this.#isOpen) {
      ftruncateSync(this.#file!, 0);
      this.size = 0;
    } else this.remove();
  }

  /** Nothing more is appended. A file that someone removed stays open: nothing else leads to what is in it. */
  seal(): void {
    this.#isOpen = false;
    if (this.#live === 0) this.remove();
    else if (existsSync(this.path)) this.close();
  }

  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
    this.size = 0;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
