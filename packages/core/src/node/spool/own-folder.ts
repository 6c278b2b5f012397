import { existsSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { ClientStats } from "@peekjs/protocol";
import type { SpoolEntry, SpoolGroup } from "../../delivery/spool.ts";
import { makeFolder } from "./folder.ts";
import { dropLease, takeLease } from "./lease.ts";
import { Segment, segmentsIn } from "./segment.ts";
import { StatsFile } from "./stats-file.ts";

/** Reading one must not stall the event loop. */
const SEGMENT_BYTES = 256 * 1024;
const LOOK_INTERVAL = 1_000;

/** The folder that a client writes its groups to, made at its first group. */
export class OwnFolder {
  readonly #parent: string;
  readonly #instance: string;
  readonly #segments = new Set<Segment>();
  #path: string | undefined;
  #active: Segment | undefined;
  #stats: StatsFile | undefined;
  #made = 0;
  #seenAt = 0;

  constructor(parent: string, instance: string) {
    this.#parent = parent;
    this.#instance = instance;
  }

  /**
   * Keeps what the client says of itself beside its groups; where there are none, nobody will ask.
   *
   * @throws when the disk is full or gone
   */
  keepStats(stats: ClientStats): void {
    if (this.#path === undefined || this.bytes === 0) return;
    this.#stats ??= new StatsFile(this.#path);
    this.#stats.write(stats);
  }

  /** Undefined before there was something to keep. */
  get path(): string | undefined {
    return this.#path;
  }

  get bytes(): number {
    let sum = 0;
    for (const segment of this.#segments) sum += segment.size;
    return sum;
  }

  /** @throws when the disk is full or gone */
  append(group: SpoolGroup): SpoolEntry {
    const segment = this.#writable();
    return { segment, frames: 1, ...segment.append(group) };
  }

  /** Has the next write make sure that the folder is there. */
  lookAgain(): void {
    this.#seenAt = Number.NEGATIVE_INFINITY;
  }

  /** Forgets a segment in which nothing is needed any more, unless more will be written to it. */
  forget(segment: Segment): void {
    if (segment !== this.#active) this.#segments.delete(segment);
  }

  /** Gives the folder up; what is needed of it is for the next start. */
  close(): void {
    this.#closeStats();
    this.#removeEmpty();
    this.#active?.seal();
    for (const segment of this.#segments) segment.close();
    if (this.#path === undefined || !existsSync(this.#path)) return;
    if (segmentsIn(this.#path).length === 0) rmSync(this.#path, { recursive: true });
    else dropLease(this.#path);
  }

  /** The segment that is written to. */
  #writable(): Segment {
    this.#look();
    this.#path ??= this.#create();
    if (this.#active !== undefined && this.#active.size >= SEGMENT_BYTES) this.#seal();
    if (this.#active === undefined) {
      const name = `${String(++this.#made).padStart(8, "0")}.segment`;
      this.#active = Segment.create(join(this.#path, name));
      this.#segments.add(this.#active);
    }
    return this.#active;
  }

  /**
   * Makes sure once a second that the folder and the file are there. An heir takes the folder while this process is asleep;
   * someone may remove either, or mount another disk over it.
   */
  #look(): void {
    const now = performance.now();
    if (now - this.#seenAt < LOOK_INTERVAL) return;
    this.#seenAt = now;
    if (this.#path !== undefined && !existsSync(this.#path)) this.#leave();
    else if (this.#active !== undefined && !existsSync(this.#active.path)) this.#seal();
    this.#removeEmpty();
  }

  /** What could not be removed when the last of it was settled, on a disk that was read-only then. */
  #removeEmpty(): void {
    for (const segment of this.#segments) {
      if (segment === this.#active || !segment.isEmpty) continue;
      try {
        segment.remove();
        this.#segments.delete(segment);
      } catch {
        // It was told when it failed first.
      }
    }
  }

  /** An heir delivers what is in the old folder; what was removed is there as long as it is held open. */
  #leave(): void {
    this.#seal();
    for (const segment of this.#segments) {
      if (!segment.isHeldOpen) this.#segments.delete(segment);
    }
    this.#closeStats();
    this.#path = undefined;
  }

  #seal(): void {
    const active = this.#active;
    this.#active = undefined;
    active?.seal();
    if (active?.isEmpty) this.#segments.delete(active);
  }

  #closeStats(): void {
    this.#stats?.close();
    this.#stats = undefined;
  }

  /** Under its own name it is seen by others, and has a lease by then. */
  #create(): string {
    const path = join(this.#parent, this.#instance);
    const hidden = join(this.#parent, `.${this.#instance}`);
    makeFolder(hidden);
    takeLease(hidden);
    renameSync(hidden, path);
    return path;
  }
}
