// Without imports: only then do bundlers put these numbers in the places that use them.

/** Milliseconds that requests wait for others to share a delivery. */
export const SHARING_DELAY = 50;
/** Milliseconds in which deliveries start for a request that is answered; platforms allow 30 s with the last answer. */
export const WAIT_UNTIL_TIME = 10_000;
