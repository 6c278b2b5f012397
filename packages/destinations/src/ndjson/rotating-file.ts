import { mkdir, open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";

export interface RotatingFileOptions {
  path: string;
  maxFileBytes: number;
  maxFiles: number;
}

/**
 * A file to which lines are appended. Opened for each append, so that it may be moved away at any time. When it would
 * grow beyond its bound it becomes `<path>.1`, the one before `<path>.2`, and the oldest goes.
 */
export class RotatingFile {
  readonly #options: RotatingFileOptions;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: RotatingFileOptions) {
    this.#options = options;
  }

  /** Appends all of a text or nothing, after what was appended before. */
  append(text: string): Promise<void> {
    const appended = this.#last.then(() => this.#append(text));
    this.#last = appended.catch(() => undefined);
    return appended;
  }

  async #append(text: string): Promise<void> {
    const { path, maxFileBytes } = this.#options;
    const bytes = Buffer.from(text);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const size = await sizeOf(path);
    if (size > 0 && size + bytes.length > maxFileBytes) await this.#rotate();
    const file = await open(path, "a", 0o600);
    try {
      await writeWhole(file, bytes);
    } finally {
      await file.close();
    }
  }

  async #rotate(): Promise<void> {
    const { path, maxFiles } = this.#options;
    await rm(`${path}.${maxFiles - 1}`, { force: true });
    for (let number = maxFiles - 2; number >= 1; number--) {
      await moveIfThere(`${path}.${number}`, `${path}.${number + 1}`);
    }
    if (maxFiles > 1) await rename(path, `${path}.1`);
    else await rm(path);
  }
}

/** What was written before a failure (a full disk) is taken back, so that a repetition leaves no half line. */
async function writeWhole(file: FileHandle, bytes: Buffer): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(bytes);
  } catch (error) {
    await file.truncate(size);
    throw error;
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await unlessMissing(stat(path)))?.size ?? 0;
}

async function moveIfThere(from: string, to: string): Promise<void> {
  await unlessMissing(rename(from, to));
}

async function unlessMissing<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
