import type { DestinationConnection, DestinationStats } from "@peekjs/protocol";

/** Of a destination that fails to tell. */
const UNKNOWN: Omit<DestinationStats, "name"> = {
  accepted: 0,
  filtered: 0,
  delivered: 0,
  pending: 0,
  dead: 0,
  dropped: {},
  attempts: 0,
  omitted: {},
  circuit: "closed",
};

export function statsOf(connection: DestinationConnection): DestinationStats {
  try {
    return connection.stats();
  } catch {
    return { name: connection.name, ...UNKNOWN };
  }
}

/** Adds what was not handed over: what waits for it, and what was dropped, by reason. */
export function addTo(
  stats: DestinationStats,
  waiting: number,
  dropped: Record<string, number>,
): DestinationStats {
  const all = { ...stats.dropped };
  for (const [reason, count] of Object.entries(dropped)) all[reason] = (all[reason] ?? 0) + count;
  return {
    ...stats,
    accepted: stats.accepted + waiting + sum(dropped),
    pending: stats.pending + waiting,
    dropped: all,
  };
}

/** How many events will never be delivered, as things are. */
export function givenUp(stats: DestinationStats): number {
  return stats.dead + countLost(stats);
}

/** How many of those are no dead letters either. */
export function countLost({ dropped }: DestinationStats): number {
  return sum(dropped);
}

function sum(counts: Record<string, number>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
