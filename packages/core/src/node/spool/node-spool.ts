import { existsSync } from "node:fs";
import type { ClientStats } from "@peekjs/protocol";
import type {
  AdoptedSpool,
  RefusedRecord,
  Spool,
  SpoolEntry,
  SpoolGroup,
} from "../../delivery/spool.ts";
import { AdoptedFolders } from "./adopted-folders.ts";
import { appendDeadLetter } from "./dead-letters.ts";
import type { Frame } from "./frame.ts";
import { RENEW_INTERVAL, renewLease } from "./lease.ts";
import { Neighbourhood } from "./neighbourhood.ts";
import { OwnFolder } from "./own-folder.ts";
import type { Segment } from "./segment.ts";

/** Milliseconds for which a disk that failed is left alone: a call must not wait for it each time. */
const RETRY_DELAY = 1_000;

/** A client's own folder of segments, and those that it took over. */
export class NodeSpool implements Spool {
  readonly #parent: string;
  readonly #bound: number;
  readonly #onTrouble: (error: unknown) => void;
  readonly #instance: string;
  readonly #neighbourhood: Neighbourhood;
  readonly #own: OwnFolder;
  readonly #adopted: AdoptedFolders;
  #retryAt = 0;
  #renewal: NodeJS.Timeout | undefined;

  /** @param bound most bytes on disk */
  constructor(
    parent: string,
    instance: string,
    bound: number,
    onTrouble: (error: unknown) => void,
  ) {
    this.#parent = parent;
    this.#bound = bound;
    this.#onTrouble = onTrouble;
    this.#instance = instance;
    this.#neighbourhood = new Neighbourhood(parent);
    this.#neighbourhood.hold(instance);
    this.#own = new OwnFolder(parent, instance);
    this.#adopted = new AdoptedFolders(parent, instance, this.#neighbourhood, onTrouble);
  }

  append(group: SpoolGroup): SpoolEntry | undefined {
    if (performance.now() < this.#retryAt) return undefined;
    if (this.#own.bytes + this.#adopted.bytes + group.text.length > this.#bound) return undefined;
    try {
      const entry = this.#own.append(group);
      this.#keepLeases();
      return entry;
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
      return segmentOf(entry).read(entry);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
  }

  holds(entry: SpoolEntry): boolean {
    const isThere = existsSync(segmentOf(entry).path);
    if (!isThere) this.#own.lookAgain();
    return isThere;
  }

  release(entry: SpoolEntry): void {
    const segment = segmentOf(entry);
    this.#tryTo(() => {
      segment.release(entry.frames);
      if (!segment.isEmpty) return;
      this.#own.forget(segment);
      this.#adopted.forget(segment);
    });
  }

  addDeadLetter(letter: RefusedRecord): void {
    this.#tryTo(() => appendDeadLetter(this.#parent, letter));
  }

  keepStats(stats: ClientStats): void {
    if (performance.now() < this.#retryAt) return;
    try {
      this.#own.keepStats(stats);
    } catch {
      // Whoever keeps groups on the same disk is told.
    }
  }

  *adopt(): Generator<AdoptedSpool | undefined> {
    for (const lot of this.#adopted.adopt()) {
      if (lot !== undefined) this.#keepLeases();
      yield lot;
    }
  }

  close(): void {
    clearInterval(this.#renewal);
    this.#tryTo(() => this.#own.close());
    this.#tryTo(() => this.#adopted.close());
    this.#neighbourhood.release(this.#instance);
    this.#neighbourhood.leave();
  }

  #keepLeases(): void {
    this.#renewal ??= setInterval(() => {
      for (const folder of [this.#own.path, ...this.#adopted.paths]) {
        if (folder === undefined) continue;
        try {
          renewLease(folder);
        } catch {
          // Taken over meanwhile: the next write makes a new folder.
        }
      }
    }, RENEW_INTERVAL).unref();
  }

  #tryTo(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#onTrouble(error);
    }
  }
}

/** Entries come back to the spool that made them, and no other knows what a segment is. */
function segmentOf({ segment }: SpoolEntry): Segment {
  return segment as Segment;
}
