/*
 * Keys under which copies of this package that one process has loaded find what they share. The copies may be of
 * different versions: what lies under a key keeps its form for ever. Who adds, removes or renames a field of it, or
 * changes what one means, raises the number at the end of the key; copies from before and after then share nothing under
 * it, as if each were alone.
 */

/** On a client: an `AdapterClient`. */
export const CLIENT: unique symbol = Symbol.for("peek.client.v2");

/** On the global object: the `Peek` that `peek()` without a client uses. */
export const SHARED_CLIENT: unique symbol = Symbol.for("peek.shared-client.v1");

/** On a connection: its oldest `Exchange` that has not ended, or null. Has one number with {@link MESSAGE_EXCHANGES}. */
export const CONNECTION_EXCHANGES: unique symbol = Symbol.for("peek.connection.v7");

/** On the global object: a `WeakMap` from requests and responses to each `Exchange` that is on no connection. */
export const MESSAGE_EXCHANGES: unique symbol = Symbol.for("peek.exchanges.v7");

/**
 * On Node's channel of finished responses: how many copies listen there, and which response the first has dealt with. Test
 * runners give each file a global object of its own, and all of them the same channel.
 */
export const COPIES: unique symbol = Symbol.for("peek.copies.v3");

/** On the global object: a `Map` from folders of spools to the `Neighbours` that have theirs in it. */
export const NEIGHBOURS: unique symbol = Symbol.for("peek.spool-neighbours.v1");

/** On a server: true once a request of it was observed. */
export const OBSERVED_SERVER: unique symbol = Symbol.for("peek.observed-server.v1");

/** On a server: a `WeakSet` of the clients to which a copy reports what no adapter observed there. */
export const WATCHING: unique symbol = Symbol.for("peek.watching.v1");

/** On a connection: whether the app ended it before the client. */
export const ENDED_BY_APP: unique symbol = Symbol.for("peek.ended-by-app.v1");

/** On a connection: how many of its bytes had not left when it broke. */
export const UNSENT: unique symbol = Symbol.for("peek.unsent.v1");

/** On a prototype of responses: true where it counts for all of them. */
export const COUNTING: unique symbol = Symbol.for("peek.counting.v1");
