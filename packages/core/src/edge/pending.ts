import type { ClientStats, ConsumerSource } from "@peekjs/protocol";
import type { DropReason } from "../pipeline/drop-reason.ts";
import type { Entry } from "./envelope.ts";
import { extensions } from "./extensions.ts";
import { MOST_CHARACTERS, REPORTED_EVERY } from "./limits.ts";
import type { EdgeOptions } from "./options.ts";
import type { Fail } from "./pipeline.ts";

/**
 * What a client has accepted and no collector has acknowledged, within bounds.
 *
 * @param stats counts what became of each record
 */
export function createPending(
  { maxBufferSize, sampleRate }: EdgeOptions,
  stats: ClientStats,
  fail: Fail,
) {
  /** In the order in which they are to be sent. */
  const entries = new Set<Entry>();
  const summaries = extensions.createSummaries?.();
  let characters = 0;
  let lastNumber = 0;

  const isFull = (): boolean => entries.size >= maxBufferSize || characters >= MOST_CHARACTERS;

  function hold(
    kind: Entry["kind"],
    json: string,
    credential: string,
    source?: ConsumerSource,
  ): Entry {
    const size = json.length + credential.length;
    const entry: Entry = { kind, number: ++lastNumber, json, credential, source, size };
    characters += size;
    entries.add(entry);
    return entry;
  }

  function drop(reason: DropReason): void {
    const count = (stats.dropped[reason] ?? 0) + 1;
    stats.dropped[reason] = count;
    // What sampling leaves out is the app's own wish; what is invalid was told when it came.
    if (count % REPORTED_EVERY === 1 && !/sampled|invalid/.test(reason)) {
      fail("PEEK_W_DROPPED", `${count} events by now: ${reason}.`);
    }
  }

  /** Counts an event that is left out. */
  function refuse(reason: DropReason): undefined {
    stats.accepted++;
    drop(reason);
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
      if (!json) return refuse("event_too_large");
      const isRequest = kind === "requests";
      const reason =
        isRequest && Math.random() >= sampleRate ? "sampled" : isFull() ? "buffer_full" : "";
      if (reason && !(isRequest && summaries)) return refuse(reason);
      stats.accepted++;
      if (reason) {
        stats.summarised++;
        summaries!.add(json, credential);
        return undefined;
      }
      stats.pending++;
      return hold(kind, json, credential, source);
    },
    /**
     * Makes records of the summaries; at the memory bound they go on counting where they are.
     *
     * @returns the last number that was given; 0 while there is no room
     */
    takeSummaries(): number {
      if (isFull()) return 0;
      for (const json of summaries?.take() ?? []) hold("summaries", json, "");
      return lastNumber;
    },
    /**
     * @param reason why the record is given up; undefined when it was acknowledged
     * @returns false for one that another delivery has settled
     */
    settle(entry: Entry, reason?: DropReason): boolean {
      if (!entries.delete(entry)) return false;
      entry.isDelivered = !reason;
      characters -= entry.size;
      // What a summary stands for is counted as summarised.
      if (entry.kind !== "summaries") {
        stats.pending--;
        if (reason) drop(reason);
        else stats.delivered++;
      }
      return true;
    },
  };
}
