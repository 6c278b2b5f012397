/** How long what is kept. */
export interface Retention {
  /** Milliseconds after the end of the day on which a request arrived. */
  rowMs: number;
  /** Bytes of all days' files together. */
  rowBytes: number;
  /** Milliseconds for rollups. */
  rollupMs: number;
}

const DAY = 24 * 3_600_000;

/** The days to expire, oldest first. Today's is never among them: it is being written. */
export function expiredDays(
  sizes: ReadonlyMap<string, number>,
  { rowMs, rowBytes }: Retention,
  now: number,
): string[] {
  const today = new Date(now).toISOString().slice(0, 10);
  let total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const expired: string[] = [];
  for (const [day, size] of [...sizes].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (day >= today) break;
    const isOld = Date.parse(`${day}T00:00:00Z`) + DAY + rowMs <= now;
    if (!isOld && total <= rowBytes) break;
    expired.push(day);
    total -= size;
  }
  return expired;
}
