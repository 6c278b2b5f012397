import type { CompletenessCounts } from "@peekjs/protocol";
import type { CarriedStats } from "../frame/frame.ts";

/** All that the store knows of a client at a moment: its newest counters, and what arrived until then. */
export interface ClientState {
  stats: CarriedStats | undefined;
  received: number;
  summarised: number;
  rejected: number;
}

/** Record numbers of a client that did not come. */
export interface AbsentNumbers {
  lost: number;
  missing: number;
}

type Balance = Omit<CompletenessCounts, "lost" | "missing" | "ratio">;

/** The account of what happened between two moments. */
export function accountFor(
  before: ClientState,
  after: ClientState,
  absent: AbsentNumbers,
): CompletenessCounts {
  const start = balance(before, { lost: 0, missing: 0 });
  const end = balance(after, absent);
  const since = (count: keyof Omit<Balance, "dropped">): number =>
    Math.max(0, end[count] - start[count]);
  const dropped: Record<string, number> = {};
  for (const [reason, count] of Object.entries(end.dropped)) {
    const more = count - (start.dropped[reason] ?? 0);
    if (more > 0) dropped[reason] = more;
  }
  return withRatio({
    // What waited at the begin was accepted before, and is due since.
    accepted: Math.max(0, end.accepted - start.accepted + start.waiting),
    received: since("received"),
    summarised: since("summarised"),
    rejected: since("rejected"),
    dropped,
    waiting: end.waiting,
    ...absent,
  });
}

/** Adds up the accounts of several clients. */
export function totalOf(accounts: readonly CompletenessCounts[]): CompletenessCounts {
  const sum = (count: keyof Omit<CompletenessCounts, "dropped" | "ratio">): number =>
    accounts.reduce((total, account) => total + account[count], 0);
  const dropped: Record<string, number> = {};
  for (const account of accounts) {
    for (const [reason, count] of Object.entries(account.dropped)) {
      dropped[reason] = (dropped[reason] ?? 0) + count;
    }
  }
  return withRatio({
    accepted: sum("accepted"),
    received: sum("received"),
    summarised: sum("summarised"),
    rejected: sum("rejected"),
    dropped,
    waiting: sum("waiting"),
    lost: sum("lost"),
    missing: sum("missing"),
  });
}

/** A client's counters are older than what came with and after them: what arrived is never still waiting. */
function balance({ stats, ...arrived }: ClientState, { lost, missing }: AbsentNumbers): Balance {
  const dropped = stats?.dropped ?? {};
  const given = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  const present = arrived.received + arrived.summarised + arrived.rejected;
  // A lost number is mostly one that was dropped, and each number stands for at least one request.
  const settled = present + Math.max(given, lost);
  const accepted = Math.max(stats?.accepted ?? 0, settled + missing);
  const said = stats ? Math.max(0, stats.spooled + stats.pending - stats.carried) : 0;
  const waiting = Math.min(said, accepted - settled);
  return { ...arrived, dropped, accepted, waiting };
}

function withRatio(counts: Omit<CompletenessCounts, "ratio">): CompletenessCounts {
  const due = counts.accepted - counts.waiting;
  const kept = counts.received + counts.summarised;
  return { ...counts, ratio: due > 0 ? Math.min(1, kept / due) : null };
}
