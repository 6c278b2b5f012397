/** A clock that is ahead of ours by no more than this, in milliseconds, is one that is set wrongly. */
const MOST = 86_400_000;

/**
 * The clock of a client when it sent, where it does not tell, and is known to be wrong all the same: none can report
 * what has not happened. A clock that is behind cannot be told from reports that waited.
 *
 * @param times What was reported, milliseconds since 1970; NaN counts as none.
 */
export function sentAtOf(times: Iterable<number>, receivedAt: number): number | undefined {
  let latest = receivedAt;
  for (const time of times) {
    if (time > latest && time <= receivedAt + MOST) latest = time;
  }
  return latest > receivedAt ? latest : undefined;
}
