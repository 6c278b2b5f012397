// Without imports: only then do bundlers put these numbers in the places that use them.

/** Milliseconds that requests wait for others to share a delivery. */
export const DELAY = 50;
/** Milliseconds in which deliveries start for a request that is answered; platforms allow 30 s with the last answer. */
export const WAIT_UNTIL_TIME = 10_000;
/** Milliseconds after the first record by which somebody has flushed, or handed over a `waitUntil`; else nobody will. */
export const PATIENCE = 5_000;
/** Milliseconds between looks whether a delivery of another request has ended. */
export const POLL = 50;
/** Milliseconds, at most before a quick try and at least before a slow one. */
export const LONG_DELAY = 30_000;
/** The same while the endpoint is a guess. */
export const LONG_DELAY_GUESSED = 1_000;
/** Milliseconds, at most before the first try after a failure. */
export const FIRST_DELAY = 500;
/** Milliseconds between pauses that a flush cuts short: one at each failure would be a storm. */
export const HURRY_INTERVAL = 1_000;

/** So many records may be refused alone before any is accepted: then it is the endpoint. */
export const MOST_REFUSED = 5;
/** Characters of pending records. */
export const MOST_CHARACTERS = 16_777_216;
/** Who loses records by the thousand need not hear of each: making an error takes longer than taking an event. */
export const SAID_EVERY = 1_000;
/** Characters; collectors cut to a field's own limit, and details have theirs. */
export const LONGEST_TEXT = 2_048;
/** Entries of an object in a row. */
export const MOST_ENTRIES = 256;
/** Characters of the name of such an entry. */
export const LONGEST_KEY = 128;
