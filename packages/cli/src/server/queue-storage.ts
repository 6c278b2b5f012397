import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DestinationStorageOptions, OpenedDestinationStorage } from "@peekjs/collector/node";

/** Where the events of a data directory wait for destinations; most collectors have none, and load nothing of it. */
export class QueueStorage {
  readonly #options: DestinationStorageOptions;
  #opening: Promise<OpenedDestinationStorage> | undefined;

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

  /** Opens it at the first call; what fails is tried again at the next. */
  open(): Promise<OpenedDestinationStorage> {
    this.#opening ??= this.#open().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async close(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined);
    await opened?.close();
  }

  async #open(): Promise<OpenedDestinationStorage> {
    const { openDestinationStorage } = await import("@peekjs/collector/node");
    return openDestinationStorage(this.#options);
  }
}
