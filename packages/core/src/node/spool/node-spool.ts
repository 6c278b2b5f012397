import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { LostRange } from "@peekjs/protocol";
import type {
  AdoptedSpool,
  DeadLetter,
  Spool,
  SpoolEntry,
  SpoolGroup,
} from "../../delivery/spool.ts";
import { appendDeadLetter } from "./dead-letters.ts";
import type { Frame } from "./frame.ts";
import { dropLease, isAbandoned, renewLease, takeLease } from "./lease.ts";
import { Segment, type LoadedSegment } from "./segment.ts";

const SEGMENT_BYTES = 1024 * 1024;
const LONGEST_AGE = 7 * 24 * 60 * 60 * 1000;
/** Milliseconds for which a disk that failed is left alone: a call must not wait for it each time. */
const RETRY_DELAY = 1_000;
const RENEW_INTERVAL = 20_000;
const LOOK_INTERVAL = 1_000;

/**
 * A client's folder of segments, made at its first group. Folders of processes that are no more are taken over by
 * renaming them to `<instance>.<heir>`, which only one heir can win.
 */
export class NodeSpool implements Spool {
  readonly #parent: string;
  readonly #instance: string;
  readonly #bound: number;
  readonly #onTrouble: (error: unknown) => void;
  #folder: string | undefined;
  #segments = new Set<Segment>();
  #adoptedFolders = new Map<string, Set<Segment>>();
  #loading: string | undefined;
  #active: Segment | undefined;
  #made = 0;
  #retryAt = 0;
  #seenAt = 0;
  #renewal: NodeJS.Timeout | undefined;

  constructor(
    parent: string,
    instance: string,
    bound: number,
    onTrouble: (error: unknown) => void,
  ) {
    this.#parent = parent;
    this.#instance = instance;
    this.#bound = bound;
    this.#onTrouble = onTrouble;
  }

  append(group: SpoolGroup): SpoolEntry | undefined {
    if (performance.now() < this.#retryAt) return undefined;
    if (this.#bytes() + group.text.length > this.#bound) return undefined;
    try {
      const segment = this.#writable();
      return { segment, frames: 1, ...segment.append(group) };
    } catch (error) {
      this.#retryAt = performance.now() + RETRY_DELAY;
      this.#onTrouble(error);
      return undefined;
    }
  }

  read(entry: SpoolEntry): string | undefined {
    const groups = this.salvage(entry);
    return groups.length < entry.frames ? undefined : groups.map(({ text }) => text).join(",");
  }

  salvage(entry: SpoolEntry): Frame[] {
    try {
      return (entry.segment as Segment).read(entry);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  release(entry: SpoolEntry): void {
    const segment = entry.segment as Segment;
    try {
      segment.release(entry.frames);
      if (segment.isEmpty && segment !== this.#active) this.#forget(segment);
    } catch (error) {
      this.#onTrouble(error);
    }
  }

  park(letter: DeadLetter): boolean {
    try {
      appendDeadLetter(this.#parent, letter);
      return true;
    } catch (error) {
      this.#onTrouble(error);
      return false;
    }
  }

  *adopt(): Generator<AdoptedSpool> {
    if (!existsSync(this.#parent)) return;
    for (const entry of readdirSync(this.#parent, { withFileTypes: true })) {
      const { name } = entry;
      const instance = name.split(".", 1)[0]!;
      const folder = join(this.#parent, name);
      if (!entry.isDirectory() || instance === "" || instance === this.#instance) continue;
      if (!isAbandoned(folder)) continue;
      const own = join(this.#parent, `${instance}.${this.#instance}`);
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

  close(): void {
    clearInterval(this.#renewal);
    try {
      this.#active?.seal();
      if (this.#active?.isEmpty === true) this.#segments.delete(this.#active);
      for (const segment of this.#segments) segment.close();
      for (const folder of [this.#folder, ...this.#adoptedFolders.keys()]) {
        if (folder === undefined || !existsSync(folder)) continue;
        dropLease(folder);
        if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true });
      }
    } catch (error) {
      this.#onTrouble(error);
    }
  }

  *#load(folder: string, instance: string): Generator<AdoptedSpool> {
    const segments = new Set<Segment>();
    this.#adoptedFolders.set(folder, segments);
    this.#loading = folder;
    this.#keepLeases();
    const files = readdirSync(folder).filter((name) => name.endsWith(".segment"));
    for (const name of files.toSorted()) {
      const loaded = this.#loadSegment(join(folder, name));
      if (loaded === undefined) continue;
      const { segment, frames, isTooOld } = loaded;
      if (isTooOld) {
        yield { instance, groups: [], lost: frames.map(tooOld) };
        continue;
      }
      segments.add(segment);
      this.#segments.add(segment);
      yield {
        instance,
        groups: frames.map(({ first, last, summaries, header, offset, length }) => ({
          first,
          last,
          summaries,
          header,
          bytes: length,
          entry: { segment, offset, length, frames: 1 },
        })),
        lost: [],
      };
    }
    this.#loading = undefined;
    if (segments.size === 0) this.#removeAdopted(folder);
  }

  /** Undefined for one that holds nothing whole, or cannot be read; one that is too old is removed. */
  #loadSegment(path: string): (LoadedSegment & { isTooOld: boolean }) | undefined {
    try {
      const isTooOld = Date.now() - statSync(path).mtimeMs > LONGEST_AGE;
      const loaded = Segment.load(path);
      if (isTooOld || loaded.frames.length === 0) loaded.segment.remove();
      if (loaded.frames.length > 0) return { ...loaded, isTooOld };
    } catch (error) {
      this.#onTrouble(error);
    }
    return undefined;
  }

  /** The segment that is written to; a folder that an heir took while this process was asleep is made anew. */
  #writable(): Segment {
    if (this.#folder === undefined || !this.#exists(this.#folder)) {
      this.#folder = this.#createFolder();
      this.#keepLeases();
      this.#active = undefined;
    }
    if (this.#active !== undefined && this.#active.size >= SEGMENT_BYTES) {
      this.#active.seal();
      if (this.#active.isEmpty) this.#forget(this.#active);
      this.#active = undefined;
    }
    if (this.#active === undefined) {
      const name = `${String(++this.#made).padStart(8, "0")}.segment`;
      this.#active = Segment.create(join(this.#folder, name));
      this.#segments.add(this.#active);
    }
    return this.#active;
  }

  /** Looked at again once a second: an heir takes it only when its owner seems to be no more. */
  #exists(folder: string): boolean {
    const now = performance.now();
    if (now - this.#seenAt < LOOK_INTERVAL) return true;
    this.#seenAt = now;
    return existsSync(folder);
  }

  /** Under its own name it is seen by others, and has a lease by then. */
  #createFolder(): string {
    const folder = join(this.#parent, this.#instance);
    const hidden = join(this.#parent, `.${this.#instance}`);
    mkdirSync(hidden, { recursive: true, mode: 0o700 });
    takeLease(hidden);
    renameSync(hidden, folder);
    return folder;
  }

  #keepLeases(): void {
    this.#renewal ??= setInterval(() => {
      for (const folder of [this.#folder, ...this.#adoptedFolders.keys()]) {
        if (folder === undefined) continue;
        try {
          renewLease(folder);
        } catch {
          // Taken over meanwhile: the next write makes a new folder.
        }
      }
    }, RENEW_INTERVAL).unref();
  }

  #bytes(): number {
    let sum = 0;
    for (const segment of this.#segments) sum += segment.size;
    return sum;
  }

  #forget(segment: Segment): void {
    this.#segments.delete(segment);
    for (const [folder, segments] of this.#adoptedFolders) {
      if (!segments.delete(segment) || segments.size > 0) continue;
      // The other segments of a folder that is still being read are not in the set yet.
      if (folder !== this.#loading) this.#removeAdopted(folder);
    }
  }

  #removeAdopted(folder: string): void {
    this.#adoptedFolders.delete(folder);
    rmSync(folder, { recursive: true, force: true });
  }
}

function tooOld({ first, last }: Frame): LostRange {
  return { first, last, reason: "too_old" };
}
