import type { StoredRequest } from "@peekjs/protocol";

/** Newest first, each request once, at most `limit`. */
export function mergeNewest(
  current: readonly StoredRequest[],
  incoming: readonly StoredRequest[],
  limit: number,
): readonly StoredRequest[] {
  const known = new Set(current.map((request) => request.id));
  const added = incoming.filter((request) => !known.has(request.id) && known.add(request.id));
  if (added.length === 0) return current;
  return [...added, ...current].sort((a, b) => b.timestamp - a.timestamp).slice(0, limit);
}

/** The live list: what is shown, and what waits while the reader holds it still. */
export interface Tail {
  shown: readonly StoredRequest[];
  held: readonly StoredRequest[];
}

export const EMPTY_TAIL: Tail = { shown: [], held: [] };

export function receive(
  tail: Tail,
  incoming: readonly StoredRequest[],
  paused: boolean,
  limit: number,
): Tail {
  return paused
    ? { ...tail, held: mergeNewest(tail.held, incoming, limit) }
    : { shown: mergeNewest(tail.shown, [...tail.held, ...incoming], limit), held: [] };
}

/** Shows what was held. */
export function release(tail: Tail, limit: number): Tail {
  return tail.held.length === 0 ? tail : receive(tail, [], false, limit);
}
