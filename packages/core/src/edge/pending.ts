import type { ClientStats, ConsumerSource } from "@peekjs/protocol";
import type { Entry } from "./envelope.ts";
import { extensions } from "./extensions.ts";
import type { EdgeOptions } from "./options.ts";

/** Characters of pending records. */
const MOST_CHARACTERS = 16_777_216;

/**
 * What a client has accepted and no collector has acknowledged, within bounds; and what became of the rest.
 *
 * @param onAdded told that something is to be sent, and whether it is a full batch
 */
export function createPending(options: EdgeOptions, onAdded: (isBatch: boolean) => void) {
  /** In the order in which they came. */
  const entries = new Set<Entry>();
  const dropped: Record<string, number> = {};
  const summaries = extensions.createSummaries?.();
  let accepted = 0;
  let delivered = 0;
  let summarised = 0;
  let characters = 0;
  let lastNumber = 0;
  let isClosed = false;
  let unsaid = 0;

  const isFull = (): boolean =>
    entries.size >= options.maxBufferSize || characters >= MOST_CHARACTERS;

  function hold(
    kind: Entry["kind"],
    json: string,
    credential = "",
    source?: ConsumerSource,
  ): Entry {
    const size = json.length + credential.length;
    const entry: Entry = { kind, number: ++lastNumber, size, json, credential, source };
    characters += size;
    entries.add(entry);
    return entry;
  }

  function release(entry: Entry): boolean {
    const isHeld = entries.delete(entry);
    if (isHeld) characters -= entry.size;
    // What a summary stands for is counted as summarised.
    return isHeld && entry.kind !== "summaries";
  }

  function count(reason: string): void {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    // What sampling leaves out is the app's own wish.
    if (reason !== "sampled") unsaid++;
  }

  /** Counts an event that is left out. */
  function refuse(reason: string): undefined {
    accepted++;
    count(reason);
  }

  return {
    entries,
    refuse,
    /** Takes a record in as JSON; undefined when it is dropped, or counted in a summary. */
    add(
      kind: "requests" | "events",
      json: string | undefined,
      credential = "",
      source?: ConsumerSource,
    ): Entry | undefined {
      if (isClosed) return refuse("shutdown");
      if (json === undefined) return refuse("event_too_large");
      const isLeftOut = kind === "requests" && Math.random() >= options.sampleRate;
      onAdded((entries.size + 1) % options.batchSize === 0);
      if ((isLeftOut || isFull()) && (kind === "events" || summaries === undefined)) {
        return refuse(isLeftOut ? "sampled" : "buffer_full");
      }
      accepted++;
      if (!isLeftOut && !isFull()) return hold(kind, json, credential, source);
      summarised++;
      summaries!.add(json, credential);
      return undefined;
    },
    /** Makes records of the summaries; at the memory bound they go on counting where they are. */
    takeSummaries(): void {
      if (!isFull()) for (const json of summaries?.take() ?? []) hold("summaries", json);
    },
    /** @param reason why the record is given up; undefined when it was acknowledged */
    settle(entry: Entry, reason?: string): void {
      entry.isDelivered = reason === undefined;
      if (!release(entry)) return;
      if (reason === undefined) delivered++;
      else count(reason);
    },
    close(): void {
      isClosed = true;
    },
    lastNumber: (): number => lastNumber,
    /** How many were dropped since the last call, and all reasons so far; undefined for none. */
    takeDropped(): string | undefined {
      const count = unsaid;
      unsaid = 0;
      return count > 0 ? `${count} events, see stats(): ${Object.keys(dropped).join()}` : undefined;
    },
    stats(): ClientStats {
      const pending = [...entries].filter(({ kind }) => kind !== "summaries").length;
      return { accepted, delivered, spooled: 0, pending, summarised, dropped: { ...dropped } };
    },
  };
}
