import { openStore } from "../../src/index.ts";
import { eventsBatch, trackEvent } from "./product-events.ts";

/** Run as a process of its own: acknowledges a product event, and dies before it is loaded. */
const store = await openStore({ directory: process.argv[2]!, threads: 1, retentionDays: Infinity });
await store.append(eventsBatch([trackEvent({ messageId: "m1" })]));
process.kill(process.pid, "SIGKILL");
