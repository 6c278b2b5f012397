import { PeekError } from "@peekjs/protocol";
import type { UserMatcher } from "../user-matcher.ts";
import { withoutUser, type Outgoing } from "../outgoing.ts";
import type { Outbox, OutboxEntry } from "../storage.ts";
import type { LoggedEvent } from "./event-index.ts";
import { EventLog, type EventLogOptions } from "./event-log.ts";
import { Unreadable, type Payload } from "./read-payloads.ts";

export interface DurableOutboxOptions extends EventLogOptions {
  /** Resolves when what was handed over is on the disk: until then, an entry stays. */
  syncQueues: () => Promise<void>;
  /** Called when nothing of a process that died is left to be recovered. */
  onRecovered?: (() => void) | undefined;
}

/** A batch in the log, under another number once something of it was erased. */
class Entry {
  logged: LoggedEvent;
  /** Resolves when it has that number. */
  rewritten: Promise<void> | undefined;

  constructor(logged: LoggedEvent) {
    this.logged = logged;
  }
}

/** What was accepted and is not in every destination's queue yet, in a log on disk. */
export class DurableOutbox implements Outbox {
  readonly #log: EventLog;
  readonly #syncQueues: () => Promise<void>;
  readonly #reportError: (error: unknown) => void;
  readonly #onRecovered: (() => void) | undefined;
  /** Of the process before. */
  readonly #left: readonly Entry[];
  readonly #entries: Set<Entry>;

  static async open(options: DurableOutboxOptions): Promise<DurableOutbox> {
    return new DurableOutbox(await EventLog.open(options), options);
  }

  private constructor(log: EventLog, options: DurableOutboxOptions) {
    const { syncQueues, reportError, onRecovered } = options;
    this.#log = log;
    this.#syncQueues = syncQueues;
    this.#reportError = reportError;
    this.#onRecovered = onRecovered;
    this.#left = log.events.map((logged) => new Entry(logged));
    this.#entries = new Set(this.#left);
    if (this.#left.length === 0) onRecovered?.();
  }

  async add(outgoing: Outgoing): Promise<OutboxEntry> {
    const [logged] = await this.#log.add([toLine(outgoing)]);
    const entry = new Entry(logged!);
    this.#entries.add(entry);
    return entry;
  }

  sync(): Promise<void> {
    return this.#log.sync();
  }

  async remove(given: OutboxEntry): Promise<void> {
    const entry = given as Entry;
    await this.#syncQueues();
    this.#entries.delete(entry);
    await entry.rewritten?.catch(() => undefined);
    await this.#log.remove([entry.logged]).catch((error: unknown) => {
      this.#entries.add(entry);
      throw error;
    });
  }

  async *recover(): AsyncGenerator<{ entry: OutboxEntry; outgoing: Outgoing }> {
    try {
      yield* this.#recover();
    } finally {
      this.#onRecovered?.();
    }
  }

  /** Forgets what is about a user, and leaves nothing of it on the disk. */
  async erase(user: UserMatcher): Promise<void> {
    for (const entry of this.#resting()) {
      const payload = await this.#read(entry);
      if (!this.#entries.has(entry)) continue;
      if (typeof payload !== "string") {
        if (payload.isDamaged) continue;
        throw payload.cause;
      }
      const outgoing = JSON.parse(payload) as Outgoing;
      if (withoutUser(outgoing, user) === 0) continue;
      entry.rewritten = this.#rewrite(entry, outgoing);
      await entry.rewritten;
    }
    await this.#log.compact();
  }

  /** What is about a user, as it came. */
  async *find(user: UserMatcher): AsyncGenerator<object> {
    for (const entry of this.#resting()) {
      const payload = await this.#read(entry);
      if (typeof payload !== "string") continue;
      const { events, requests } = JSON.parse(payload) as Outgoing;
      yield* [...events, ...requests].filter((one) => user.matches(one));
    }
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  async *#recover(): AsyncGenerator<{ entry: OutboxEntry; outgoing: Outgoing }> {
    for (const entry of this.#left) {
      const payload = await this.#read(entry);
      if (typeof payload === "string") {
        yield { entry, outgoing: JSON.parse(payload) as Outgoing };
        continue;
      }
      const { cause, isDamaged } = payload;
      const next = isDamaged ? "It is lost." : "It is tried again at the next start.";
      const message = `A batch that waited for destinations cannot be read. ${next} Look at the disk.`;
      this.#reportError(new PeekError("PEEK_W_DESTINATION_DAMAGED", message, { cause }));
      if (isDamaged) await this.remove(entry);
    }
  }

  /** The log may have let go later of what it could not when it was told. */
  #resting(): Entry[] {
    for (const entry of this.#entries)
      if (!this.#log.has(entry.logged)) this.#entries.delete(entry);
    return [...this.#entries];
  }

  /** What is left of a damaged batch that was moved is empty. */
  async #read({ logged }: Entry): Promise<Payload> {
    const [payload] = await this.#log.read([logged]);
    return payload === "" ? new Unreadable() : payload!;
  }

  async #rewrite(entry: Entry, outgoing: Outgoing): Promise<void> {
    const [logged] = await this.#log.add([toLine(outgoing)], [entry.logged]);
    entry.logged = logged!;
  }
}

function toLine(outgoing: Outgoing): { id: string; json: string; bytes: number } {
  const json = JSON.stringify(outgoing);
  return { id: "", json, bytes: json.length };
}
