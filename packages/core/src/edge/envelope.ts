import type { ObservedRequest } from "../observed-request.ts";

/** A record from when it is accepted until it is delivered or dropped. */
export interface Entry {
  readonly kind: "requests" | "events";
  /** Counts what the client accepted. */
  readonly order: number;
  /** Still to be encoded: its consumer may have to be hashed first. */
  record?: ObservedRequest | undefined;
  json: string;
  /** On the wire; decided once, when the record is encoded. */
  number: number;
  /** Characters that it holds in memory. */
  size: number;
  isDelivered?: boolean;
  /** How much had been acknowledged when it was refused alone. */
  refusedAt?: number;
}

/** Groups of consecutive records of one kind, as JSON. */
export function groupsOf(entries: readonly Entry[]): string {
  const groups: Entry[][] = [];
  for (const entry of entries) {
    const group = groups.at(-1);
    const previous = group?.at(-1);
    if (previous?.kind === entry.kind && previous.number + 1 === entry.number) group!.push(entry);
    else groups.push([entry]);
  }
  const texts = groups.map(
    (group) =>
      `{"first":${group[0]!.number},"last":${group.at(-1)!.number},"${group[0]!.kind}":[${group.map(({ json }) => json).join()}]}`,
  );
  return `[${texts.join()}]`;
}
