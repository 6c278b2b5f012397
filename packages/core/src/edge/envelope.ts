import type { ConsumerSource } from "@peekjs/protocol";

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
