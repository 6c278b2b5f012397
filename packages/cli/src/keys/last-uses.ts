import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PeekError } from "@peekjs/protocol";
import { whileLocked } from "../files/lock-file.ts";
import { replaceFile } from "../files/replace-file.ts";
import { parseTime } from "./parse-time.ts";

export interface LastUsesOptions {
  /** Told once of each time during which the file cannot be written. Default: nobody is. */
  report?: ((error: unknown) => void) | undefined;
  /** Milliseconds between two writes. Default: 60,000. */
  interval?: number | undefined;
}

/** Milliseconds after which the first use is written, so that who tries a key sees it listed. */
const SOON = 500;

/** Milliseconds for which another process may hold the file. */
const PATIENCE = 2_000;

/**
 * When each key was last used: a file beside that of the keys, which is no part of any request. Uses are noted in memory,
 * and written once a minute, while there are any; the end of a process without a close costs those of its last minute.
 */
export class LastUses {
  readonly path: string;
  readonly #report: (error: unknown) => void;
  readonly #interval: number;
  #noted = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;
  /** On the clock of `performance`, which nobody sets. */
  #nextWrite = 0;
  #writing: Promise<void> = Promise.resolve();
  #isTroubled = false;

  constructor(
    dataDirectory: string,
    { report = () => undefined, interval = 60_000 }: LastUsesOptions = {},
  ) {
    this.path = join(dataDirectory, "key-uses.json");
    this.#report = report;
    this.#interval = interval;
  }

  /** Milliseconds since 1970, by the id of the key; undefined where the file cannot be read. */
  read(): Map<string, number> | undefined {
    try {
      return parseUses(readFileSync(this.path, "utf8"));
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === "ENOENT" ? new Map() : undefined;
    }
  }

  note(id: string, at: number): void {
    this.#noted.set(id, at);
    this.#writeLater();
  }

  /** Writes what is noted. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#write();
    clearTimeout(this.#timer);
  }

  #writeLater(): void {
    const delay = Math.max(SOON, this.#nextWrite - performance.now());
    this.#timer ??= setTimeout(() => void this.#write(), delay).unref();
  }

  #write(): Promise<void> {
    this.#timer = undefined;
    this.#nextWrite = performance.now() + this.#interval;
    this.#writing = this.#writing.then(() => this.#writeNoted());
    return this.#writing;
  }

  async #writeNoted(): Promise<void> {
    const noted = this.#noted;
    if (noted.size === 0) return;
    this.#noted = new Map();
    try {
      await whileLocked(this.path, () => this.#merge(noted), PATIENCE);
      this.#isTroubled = false;
    } catch (error) {
      this.#noted = new Map([...noted, ...this.#noted]);
      this.#writeLater();
      if (!this.#isTroubled) this.#report(unwritten(this.path, error));
      this.#isTroubled = true;
    }
  }

  async #merge(noted: ReadonlyMap<string, number>): Promise<void> {
    const uses = this.read() ?? new Map<string, number>();
    const now = Date.now();
    for (const [id, at] of noted) {
      const known = uses.get(id) ?? 0;
      // What is still to come was noted by a clock that was ahead.
      uses.set(id, known > now ? at : Math.max(known, at));
    }
    const times = [...uses].map(([id, at]) => [id, new Date(at).toISOString()]);
    await replaceFile(
      this.path,
      `${JSON.stringify({ uses: Object.fromEntries(times) }, null, 2)}\n`,
    );
  }
}

/** What is no time is left out. */
function parseUses(content: string): Map<string, number> {
  const { uses } = JSON.parse(content) as { uses: Record<string, unknown> };
  const times = Object.entries(uses).map(([id, time]) => [id, parseTime(String(time))] as const);
  return new Map(times.filter(([, at]) => !Number.isNaN(at)));
}

function unwritten(path: string, cause: unknown): PeekError {
  const { code, message } = cause as NodeJS.ErrnoException;
  return new PeekError(
    "PEEK_W_KEY_USES",
    `When keys were last used cannot be written to ${path} (${code ?? message}). It is kept in memory and tried again each minute; nothing else is affected.`,
    { cause },
  );
}
