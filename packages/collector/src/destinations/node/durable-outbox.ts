import { PeekError } from "@peekjs/protocol";
import type { Outgoing } from "../outgoing.ts";
import type { Outbox, OutboxEntry } from "../storage.ts";
import type { LoggedEvent } from "./event-index.ts";
import { EventLog, type EventLogOptions } from "./event-log.ts";

export interface DurableOutboxOptions extends EventLogOptions {
  /** Resolves when what was handed over is on the disk: until then, an entry stays. */
  syncQueues: () => Promise<void>;
}

/** What was accepted and is not in every destination's queue yet, in a log on disk. */
export class DurableOutbox implements Outbox {
  readonly #log: EventLog;
  readonly #syncQueues: () => Promise<void>;
  readonly #reportError: (error: unknown) => void;
  /** Of the process before. */
  readonly #left: readonly LoggedEvent[];

  static async open(options: DurableOutboxOptions): Promise<DurableOutbox> {
    return new DurableOutbox(await EventLog.open(options), options);
  }

  private constructor(log: EventLog, { syncQueues, reportError }: DurableOutboxOptions) {
    this.#log = log;
    this.#syncQueues = syncQueues;
    this.#reportError = reportError;
    this.#left = log.events;
  }

  async add(outgoing: Outgoing): Promise<OutboxEntry> {
    const json = JSON.stringify(outgoing);
    const [entry] = await this.#log.add([{ id: "", json, bytes: json.length }]);
    return entry!;
  }

  sync(): Promise<void> {
    return this.#log.sync();
  }

  async remove(entry: OutboxEntry): Promise<void> {
    await this.#syncQueues();
    await this.#log.remove([entry as LoggedEvent]);
  }

  async *recover(): AsyncGenerator<{ entry: OutboxEntry; outgoing: Outgoing }> {
    for (const entry of this.#left) {
      const [payload] = await this.#log.read([entry]);
      if (typeof payload === "string") {
        yield { entry, outgoing: JSON.parse(payload) as Outgoing };
        continue;
      }
      const { cause, isDamaged } = payload!;
      const next = isDamaged ? "It is lost." : "It is tried again at the next start.";
      const message = `A batch that waited for destinations cannot be read. ${next} Look at the disk.`;
      this.#reportError(new PeekError("PEEK_W_DESTINATION_DAMAGED", message, { cause }));
      if (isDamaged) await this.#log.remove([entry]);
    }
  }

  close(): Promise<void> {
    return this.#log.close();
  }
}
