// Without imports: only then do bundlers put these numbers in the places that use them.

/** Milliseconds after the first record by which somebody has flushed, or handed over a `waitUntil`; else nobody will. */
export const PATIENCE = 5_000;
/** Milliseconds between looks whether a delivery of another request has ended. */
export const POLL = 50;
/** Upper bound of the quick backoff and lower bound of the slow one while the endpoint is a guess, in milliseconds. */
export const LONG_DELAY_GUESSED = 1_000;

/** So many records may be refused alone before any is accepted: then it is the endpoint. */
export const MOST_REFUSED = 5;
/** Characters of pending records. */
export const MOST_CHARACTERS = 16_777_216;
/** The first dropped record of a reason and then one in so many is reported: an error takes longer than a record. */
export const REPORTED_EVERY = 1_000;
/** Characters; collectors cut to a field's own limit, and details have theirs. */
export const LONGEST_TEXT = 2_048;
/** Entries of an object in a row. */
export const MOST_ENTRIES = 256;
/** Characters of the name of such an entry. */
export const LONGEST_KEY = 128;
