const DAY = 86_400_000;

/** Kept of the age that vendors allow, for the way: milliseconds. */
const FOR_THE_WAY = 60_000;

/** How old an event may be when it is sent to a vendor that takes it for so many days. */
export function maxAge(days: number): number {
  return days * DAY - FOR_THE_WAY;
}
