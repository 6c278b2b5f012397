import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { PeekError, type LostRange } from "@peekjs/protocol";
import type { AdoptedSpool } from "../../delivery/spool.ts";
import type { Frame } from "./frame.ts";
import { dropLease, isAbandoned, takeLease } from "./lease.ts";
import { Segment, segmentsIn, type LoadedSegment } from "./segment.ts";
import { readStats } from "./stats-file.ts";

const LONGEST_AGE = 7 * 24 * 60 * 60 * 1000;

/**
 * Folders of processes that are no more. They are taken over by renaming them to `<instance>.<heir>`, which only one
 * heir can win.
 */
export class AdoptedFolders {
  readonly #parent: string;
  readonly #heir: string;
  readonly #onTrouble: (error: unknown) => void;
  /** What is needed of each. */
  readonly #folders = new Map<string, Set<Segment>>();
  #loading: string | undefined;

  constructor(parent: string, heir: string, onTrouble: (error: unknown) => void) {
    this.#parent = parent;
    this.#heir = heir;
    this.#onTrouble = onTrouble;
  }

  get paths(): Iterable<string> {
    return this.#folders.keys();
  }

  get bytes(): number {
    let sum = 0;
    for (const segments of this.#folders.values()) {
      for (const segment of segments) sum += segment.size;
    }
    return sum;
  }

  *adopt(): Generator<AdoptedSpool> {
    if (!existsSync(this.#parent)) return;
    for (const entry of readdirSync(this.#parent, { withFileTypes: true })) {
      const instance = entry.name.split(".", 1)[0]!;
      const folder = join(this.#parent, entry.name);
      if (!entry.isDirectory() || instance === "" || instance === this.#heir) continue;
      if (!isAbandoned(folder)) continue;
      const own = join(this.#parent, `${instance}.${this.#heir}`);
      try {
        renameSync(folder, own);
        takeLease(own);
      } catch {
        // Another heir was faster.
        continue;
      }
      yield* this.#load(own, instance);
    }
  }

  /** Forgets a segment in which nothing is needed any more; a folder goes with its last one. */
  forget(segment: Segment): void {
    for (const [folder, segments] of this.#folders) {
      if (!segments.delete(segment) || segments.size > 0) continue;
      // The other segments of a folder that is still being read are not in the set yet.
      if (folder !== this.#loading) this.#remove(folder);
    }
  }

  /** Gives the folders up; what is needed of them is for the next start. */
  close(): void {
    for (const [folder, segments] of this.#folders) {
      for (const segment of segments) segment.close();
      if (existsSync(folder)) dropLease(folder);
    }
  }

  *#load(folder: string, instance: string): Generator<AdoptedSpool> {
    const segments = new Set<Segment>();
    this.#folders.set(folder, segments);
    this.#loading = folder;
    const stats = readStats(folder);
    for (const name of segmentsIn(folder)) {
      const loaded = this.#loadSegment(join(folder, name));
      if (loaded === undefined) continue;
      const { segment, frames, isTooOld } = loaded;
      if (isTooOld) {
        yield { instance, groups: [], lost: frames.map(tooOld), stats };
        continue;
      }
      segments.add(segment);
      const groups = frames.map(({ first, last, summaries, header, offset, length }) => ({
        first,
        last,
        summaries,
        header,
        bytes: length,
        entry: { segment, offset, length, frames: 1 },
      }));
      yield { instance, groups, lost: [], stats };
    }
    this.#loading = undefined;
    if (segments.size === 0) this.#remove(folder);
  }

  /** Undefined for one that holds nothing whole, or cannot be read; one that is too old is removed. */
  #loadSegment(path: string): (LoadedSegment & { isTooOld: boolean }) | undefined {
    try {
      const isTooOld = Date.now() - statSync(path).mtimeMs > LONGEST_AGE;
      const loaded = Segment.load(path);
      if (isTooOld || loaded.frames.length === 0) loaded.segment.remove();
      if (loaded.damaged > 0) this.#onTrouble(damage(path, loaded.damaged));
      if (loaded.frames.length > 0) return { ...loaded, isTooOld };
    } catch (error) {
      this.#onTrouble(error);
    }
    return undefined;
  }

  #remove(folder: string): void {
    this.#folders.delete(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function damage(path: string, bytes: number): PeekError {
  return new PeekError(
    "PEEK_W_SPOOL_DAMAGED",
    `${bytes} bytes of ${path} are damaged. Records in them are lost; all others are delivered. Is the disk in order, or did a process die while it wrote?`,
  );
}

function tooOld({ first, last }: Frame): LostRange {
  return { first, last, reason: "too_old" };
}
