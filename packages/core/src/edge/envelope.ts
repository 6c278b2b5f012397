import type { ClientStats, ConsumerSource, Sdk } from "@peekjs/protocol";
import type { ProcessHost } from "./extensions.ts";

/** A record from when it is accepted until it is delivered or dropped. */
export interface Entry {
  readonly kind: "requests" | "events" | "summaries";
  /** On the wire; decided once. */
  readonly number: number;
  json: string;
  /** Who calls, until it is hashed; never leaves the isolate. */
  credential: string;
  readonly source: ConsumerSource | undefined;
  /** Characters of its JSON and credential, as they came. */
  readonly size: number;
  isDelivered?: boolean;
  /** How many records were delivered when it was refused alone. */
  refusedAt?: number;
}

/** What every envelope says of its state. */
export interface ClientState {
  /** Random; the scope of the records' numbers. */
  instance: string;
  /** The adapter that reports; undefined where there is none. */
  sdk: Sdk | undefined;
  readonly stats: ClientStats;
  /** Undefined in an isolate. */
  readonly process: ProcessHost | undefined;
}

/** Groups of consecutive records of one kind, as JSON. */
export function groupsOf(entries: readonly Entry[]): string {
  let text = "";
  let end = "";
  let next = "";
  for (const { kind, number, json } of entries) {
    text += next === kind + number ? `,${json}` : `${end}{"first":${number},"${kind}":[${json}`;
    end = `],"last":${number}},`;
    next = kind + (number + 1);
  }
  return `[${text}${end.slice(0, -1)}]`;
}
