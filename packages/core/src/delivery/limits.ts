// Without imports: only then do bundlers put these numbers in the places that use them.

/** Milliseconds; a server may ask for at most an hour. */
export const LONGEST_RETRY_AFTER = 3_600_000;
/** Upper bound of the backoff after a first failure, in milliseconds; it doubles with each further one. */
export const FIRST_DELAY = 500;
/** Upper bound of the quick backoff, in milliseconds. */
export const LONGEST_QUICK_DELAY = 30_000;
/** Milliseconds between pauses that a flush cuts short: one at each failure would be a storm. */
export const HURRY_INTERVAL = 1_000;
