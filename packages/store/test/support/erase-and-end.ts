import { openStore } from "../../src/index.ts";
import { ADA } from "./ada-texts.ts";
import { eventsBatch, trackEvent } from "./product-events.ts";

/** Run as a process of its own: keeps one more event of the user, erases the user, and ends, unless it is killed before. */
const store = await openStore({ directory: process.argv[2]!, threads: 1, retentionDays: Infinity });
await store.append(eventsBatch([trackEvent({ userId: ADA.id }), trackEvent({ userId: "bob" })]));
await store.eraseUser(ADA.former);
await store.close();
