import { rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { DurableQueue, type DurableQueueOptions } from "./durable-queue.ts";
import { queueFolders } from "./queue-folder.ts";

/** The queues of a storage: those that destinations have, and those of destinations that are left out. */
export class Queues {
  readonly #directory: string;
  readonly #options: Omit<DurableQueueOptions, "directory">;
  readonly #open = new Map<string, DurableQueue>();
  /** What is done in a folder, one after the other. */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(directory: string, options: Omit<DurableQueueOptions, "directory">) {
    this.#directory = directory;
    this.#options = options;
  }

  lend(folder: string): Promise<DurableQueue> {
    return this.#alone(folder, async () => {
      const queue = await this.#openQueue(folder);
      this.#open.set(folder, queue);
      return queue;
    });
  }

  giveBack(folder: string): Promise<void> {
    return this.#alone(folder, async () => {
      const queue = this.#open.get(folder);
      // The outbox lets go of what rests in queues that it knows.
      await queue?.sync().finally(() => this.#open.delete(folder));
      await queue?.close();
      const now = new Date();
      await utimes(marker(folder), now, now).catch(() => undefined);
    });
  }

  async sync(): Promise<void> {
    await Promise.all([...this.#open.values()].map((queue) => queue.sync()));
  }

  /** Does something to every queue, one after the other. Those that no destination has are opened for it. */
  async *each<Result>(
    work: (queue: DurableQueue, destination: string) => Promise<Result>,
  ): AsyncGenerator<Result> {
    for (const [folder, destination] of await queueFolders(this.#directory)) {
      yield await this.#alone(folder, async () => {
        const open = this.#open.get(folder);
        if (open !== undefined) return work(open, destination);
        const queue = await this.#openQueue(folder);
        return work(queue, destination).finally(() => queue.close());
      });
    }
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
    await Promise.all([...this.#open.values()].map((queue) => queue.close()));
  }

  #openQueue(directory: string): Promise<DurableQueue> {
    return DurableQueue.open({ directory, ...this.#options });
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
