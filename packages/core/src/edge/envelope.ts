import type { ConsumerSource } from "@peekjs/protocol";

/** What is under way. A request's end may end it too, without a word: so there is a time when it is given up. */
export interface Batch {
  until: number;
  readonly abort: AbortController;
}

/** A record from when it is accepted until it is delivered or dropped. */
export interface Entry {
  readonly kind: "requests" | "events";
  /** Counts what the client accepted. */
  readonly order: number;
  /** Of its JSON and credential, as they came. */
  readonly size: number;
  json: string;
  /** Who calls, once it is hashed; never leaves the isolate. */
  credential?: string | undefined;
  readonly source?: ConsumerSource | undefined;
  /** On the wire; decided once, when the consumer is known. Until then 0. */
  number: number;
  /** With which it was sent last. */
  batch?: Batch;
  isDelivered?: boolean;
}

/** Groups of consecutive records of one kind, as JSON. */
export function groupsOf(entries: readonly Entry[]): string {
  let text = "";
  for (let i = 0; i < entries.length;) {
    const { kind, number } = entries[i]!;
    const rows: string[] = [];
    for (; entries[i]?.kind === kind && entries[i]!.number === number + rows.length; i++) {
      rows.push(entries[i]!.json);
    }
    text += `,{"first":${number},"last":${number + rows.length - 1},"${kind}":[${rows.join()}]}`;
  }
  return `[${text.slice(1)}]`;
}
