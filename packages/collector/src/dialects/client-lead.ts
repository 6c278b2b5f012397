/** A clock that is off by no more than this, in milliseconds, is one that is set wrongly. */
export const MOST_LEAD = 7 * 86_400_000;

/**
 * The clock of a client when it sent, where it does not tell, and is known to be wrong all the same: none can report
 * what has not happened. A clock that is behind cannot be told from reports that waited.
 *
 * @param times What was reported, milliseconds since 1970; NaN counts as none.
 */
export function sentAtOf(times: Iterable<number>, receivedAt: number): number | undefined {
  let latest = receivedAt;
  for (const time of times) {
    if (time > latest && time <= receivedAt + MOST_LEAD) latest = time;
  }
  return latest > receivedAt ? latest : undefined;
}
