import { existsSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { AdoptedSpool } from "../../delivery/spool.ts";
import { readAdoptedSegment, type AdoptedSegment, type SegmentFile } from "./adopted-segment.ts";
import { findAbandoned } from "./find-abandoned.ts";
import { dropLease, takeLease } from "./lease.ts";
import type { Neighbourhood } from "./neighbourhood.ts";
import { type Segment, segmentsIn } from "./segment.ts";

/**
 * Folders of processes that are no more. They are taken over by renaming them to `<instance>.<heir>`, which only one
 * heir can win.
 */
export class AdoptedFolders {
  readonly #parent: string;
  readonly #heir: string;
  readonly #neighbourhood: Neighbourhood;
  readonly #onTrouble: (error: unknown) => void;
  /** What is needed of each. */
  readonly #folders = new Map<string, Set<Segment>>();
  /** Files that could not be read, for want of a descriptor perhaps: they are tried again. */
  #unread: SegmentFile[] = [];
  #loading: string | undefined;

  constructor(
    parent: string,
    heir: string,
    neighbourhood: Neighbourhood,
    onTrouble: (error: unknown) => void,
  ) {
    this.#parent = parent;
    this.#heir = heir;
    this.#neighbourhood = neighbourhood;
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

  *adopt(): Generator<AdoptedSpool | undefined> {
    const isLooking = this.#neighbourhood.beginLook();
    if (!existsSync(this.#parent)) return;
    for (let left = this.#unread.length; left > 0; left--) {
      // One by one: those that remain keep their folder while this one is delivered.
      const file = this.#unread.shift()!;
      yield* this.#loadFile(file);
      this.#removeIfUnneeded(file.folder);
    }
    if (!isLooking) return;
    for (const name of findAbandoned(this.#parent, this.#neighbourhood)) {
      if (name === undefined) {
        yield undefined;
        continue;
      }
      const instance = name.split(".", 1)[0]!;
      // Taken from it while it was asleep: what is in there it has in memory too, and sends itself.
      if (instance === this.#heir) continue;
      const own = join(this.#parent, `${instance}.${this.#heir}`);
      let names: string[];
      try {
        renameSync(join(this.#parent, name), own);
        takeLease(own);
        names = segmentsIn(own);
      } catch {
        // Another heir was faster.
        continue;
      }
      yield* this.#load(own, instance, names);
    }
  }

  /** Forgets a segment in which nothing is needed any more; a folder goes with its last one. */
  forget(segment: Segment): void {
    for (const [folder, segments] of this.#folders) {
      if (segments.delete(segment)) this.#removeIfUnneeded(folder);
    }
  }

  /** Gives the folders up; what is needed of them is for the next start. */
  close(): void {
    for (const [folder, segments] of this.#folders) {
      for (const segment of segments) segment.close();
      this.#neighbourhood.release(basename(folder));
      if (existsSync(folder)) dropLease(folder);
    }
  }

  *#load(folder: string, instance: string, names: string[]): Generator<AdoptedSpool> {
    this.#folders.set(folder, new Set());
    this.#neighbourhood.hold(basename(folder));
    this.#loading = folder;
    for (const name of names) yield* this.#loadFile({ folder, instance, name });
    this.#loading = undefined;
    this.#removeIfUnneeded(folder);
  }

  /** Yields what a file holds, unless that is nothing whole, or cannot be read at the moment. */
  *#loadFile(file: SegmentFile): Generator<AdoptedSpool> {
    let adopted: AdoptedSegment;
    try {
      adopted = readAdoptedSegment(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
      this.#unread.push(file);
      this.#onTrouble(error);
      return;
    }
    const { segment, lot, damage } = adopted;
    if (damage !== undefined) this.#onTrouble(damage);
    if (lot === undefined) return;
    if (lot.groups.length > 0) this.#folders.get(file.folder)?.add(segment);
    yield lot;
  }

  #removeIfUnneeded(folder: string): void {
    const isNeeded =
      this.#folders.get(folder)?.size !== 0 ||
      // Its other segments are not in the set yet.
      folder === this.#loading ||
      this.#unread.some((file) => file.folder === folder);
    if (isNeeded) return;
    this.#folders.delete(folder);
    this.#neighbourhood.release(basename(folder));
    rmSync(folder, { recursive: true, force: true });
  }
}
