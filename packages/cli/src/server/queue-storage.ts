import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DestinationStorageOptions, OpenedDestinationStorage } from "@peekjs/collector/node";

/** Where the events of a data directory wait for destinations; most collectors have none, and load nothing of it. */
export class QueueStorage {
  readonly #options: DestinationStorageOptions;
  #opened: OpenedDestinationStorage | undefined;

  /** The store's lock keeps a second collector away from it, too. */
  constructor(
    dataDirectory: string,
    options: Pick<DestinationStorageOptions, "allowPrivate" | "onError">,
  ) {
    this.#options = { ...options, directory: join(dataDirectory, "destinations") };
  }

  /** Whether something may rest there from earlier. */
  get exists(): boolean {
    return existsSync(this.#options.directory);
  }

  async open(): Promise<OpenedDestinationStorage> {
    const { openDestinationStorage } = await import("@peekjs/collector/node");
    this.#opened ??= await openDestinationStorage(this.#options);
    return this.#opened;
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }
}
