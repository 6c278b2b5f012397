import type { ConsumerSource } from "@peekjs/protocol";

/** A record from when it is accepted until it is delivered or dropped. */
export interface Entry {
  readonly kind: "requests" | "events" | "summaries";
  /** On the wire; decided once. */
  readonly number: number;
  /** Characters of its JSON and credential, as they came. */
  readonly size: number;
  json: string;
  /** Who calls, until it is hashed; never leaves the isolate. */
  credential: string;
  readonly source: ConsumerSource | undefined;
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
