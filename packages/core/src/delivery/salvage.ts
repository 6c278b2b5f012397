import { size, type OutboxGroup } from "./outbox-group.ts";
import type { Spool } from "./spool.ts";

/** A damaged group, taken apart. */
export interface Salvaged {
  /** Groups of it that can be sent. */
  readonly whole: OutboxGroup[];
  /** Numbers of it whose records are lost. */
  readonly damaged: OutboxGroup[];
}

/** Tells of a damaged group what is whole, as it was found on disk, and what between is not. */
export function salvage(group: OutboxGroup, found: ReturnType<Spool["salvage"]>): Salvaged {
  const { header } = group;
  const whole: OutboxGroup[] = [];
  const damaged: OutboxGroup[] = [];
  let next = group.first;
  for (const { first, last, text, summaries } of found) {
    if (first < next || last > group.last) continue;
    if (first > next) damaged.push(gap(next, first - 1, header));
    whole.push({ first, last, text, bytes: text.length, header, summaries });
    next = last + 1;
  }
  if (next <= group.last) damaged.push(gap(next, group.last, header));
  // Which records are summaries is not known of what is damaged: of a whole group, the last ones are.
  const last = damaged.pop();
  if (last !== undefined) {
    const known = whole.reduce((sum, { summaries }) => sum + summaries, 0);
    damaged.push({ ...last, summaries: Math.min(size(last), group.summaries - known) });
  }
  return { whole, damaged };
}

function gap(first: number, last: number, header: string): OutboxGroup {
  return { first, last, text: "", bytes: 0, header, summaries: 0 };
}
