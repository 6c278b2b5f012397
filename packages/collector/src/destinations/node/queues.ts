import { rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { CountsFile } from "./counts-file.ts";
import { DurableQueue, type DurableQueueOptions } from "./durable-queue.ts";
import type { IsMeant } from "./find-erasable.ts";
import { queueFolders } from "./queue-folder.ts";

interface OpenQueue {
  queue: DurableQueue;
  /** The destination that has it, and whoever looks into it. */
  users: number;
}

/** The queues of a storage: those that destinations have, and those of destinations that are left out. */
export class Queues {
  readonly #directory: string;
  readonly #options: Omit<DurableQueueOptions, "directory" | "isRecovering">;
  readonly #open = new Map<string, OpenQueue>();
  /** Folders of the queues that a destination has: it counts what becomes of its events. */
  readonly #lent = new Set<string>();
  /** What is done in a folder, one after the other. */
  readonly #last = new Map<string, Promise<unknown>>();
  /** Whether the outbox may give what a queue was given before. */
  #isRecovering = true;

  constructor(directory: string, options: Omit<DurableQueueOptions, "directory" | "isRecovering">) {
    this.#directory = directory;
    this.#options = options;
  }

  /** To one destination at a time. */
  async lend(folder: string): Promise<DurableQueue> {
    this.#lent.add(folder);
    try {
      return await this.#acquire(folder);
    } catch (error) {
      this.#lent.delete(folder);
      throw error;
    }
  }

  async giveBack(folder: string): Promise<void> {
    this.#lent.delete(folder);
    this.#open.get(folder)?.queue.putBackAll();
    await this.#release(folder);
    const now = new Date();
    await utimes(marker(folder), now, now).catch(() => undefined);
  }

  /** The outbox gives nothing any more that a queue was given before. */
  endRecovery(): void {
    this.#isRecovering = false;
    for (const { queue } of this.#open.values()) queue.repeats.forget();
  }

  async sync(): Promise<void> {
    await Promise.all([...this.#open.values()].map(({ queue }) => queue.sync()));
  }

  /** Every queue, one after the other, open as long as it is looked at. Whoever is slow holds up nobody else. */
  async *all(): AsyncGenerator<{ destination: string; folder: string; queue: DurableQueue }> {
    for (const [folder, destination] of await queueFolders(this.#directory)) {
      const queue = await this.#acquire(folder);
      try {
        yield { destination, folder, queue };
      } finally {
        await this.#release(folder);
      }
    }
  }

  /** Forgets what is meant in every queue. Resolves with how many events that were. */
  async erase(isMeant: IsMeant): Promise<number> {
    let erased = 0;
    for await (const { folder, queue } of this.all()) {
      erased += await this.#alone(folder, () => this.#erase(folder, queue, isMeant));
    }
    return erased;
  }

  /** Deletes the queues that no destination has had for so many milliseconds. */
  async deleteUnused(age: number): Promise<void> {
    for (const folder of (await queueFolders(this.#directory)).keys()) {
      await this.#alone(folder, async () => {
        if (this.#open.has(folder) || Date.now() - (await usedAt(folder)) < age) return;
        await rm(folder, { recursive: true });
      });
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#last.values());
    await Promise.all([...this.#open.values()].map(({ queue }) => queue.close()));
    this.#open.clear();
  }

  /** Of a destination that is left out, nobody else would count it. */
  async #erase(folder: string, queue: DurableQueue, isMeant: IsMeant): Promise<number> {
    const isLent = this.#lent.has(folder);
    const erased = await queue.erase(isMeant);
    if (isLent || erased === 0) return erased;
    const counts = new CountsFile(folder);
    await counts.addErased(erased, queue.size()).catch(this.#options.reportError);
    return erased;
  }

  #acquire(folder: string): Promise<DurableQueue> {
    return this.#alone(folder, async () => {
      const { queue, users } = this.#open.get(folder) ?? {
        queue: await this.#openQueue(folder),
        users: 0,
      };
      this.#open.set(folder, { queue, users: users + 1 });
      return queue;
    });
  }

  async #openQueue(directory: string): Promise<DurableQueue> {
    const isRecovering = this.#isRecovering;
    const queue = await DurableQueue.open({ directory, ...this.#options, isRecovering });
    // The recovery may have ended meanwhile.
    if (!this.#isRecovering) queue.repeats.forget();
    return queue;
  }

  /** The last of its users closes it. */
  #release(folder: string): Promise<void> {
    return this.#alone(folder, async () => {
      const { queue, users } = this.#open.get(folder) ?? {};
      if (queue === undefined || users === undefined) return;
      // The outbox lets go of what rests in queues that it knows.
      try {
        await queue.sync();
      } finally {
        if (users > 1) this.#open.set(folder, { queue, users: users - 1 });
        else {
          this.#open.delete(folder);
          await queue.close();
        }
      }
    });
  }

  #alone<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
    const result = (this.#last.get(folder) ?? Promise.resolve()).then(work);
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    this.#last.set(folder, settled);
    void settled.then(() => {
      if (this.#last.get(folder) === settled) this.#last.delete(folder);
    });
    return result;
  }
}

/** Written while a destination has the queue. */
function marker(folder: string): string {
  return join(folder, "counts.json");
}

async function usedAt(folder: string): Promise<number> {
  const { mtimeMs } = await stat(marker(folder)).catch(() => stat(folder));
  return mtimeMs;
}
