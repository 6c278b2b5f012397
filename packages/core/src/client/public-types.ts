/** The types that an app imports from this package, whatever it runs on. */
export type { ClientStats, Outcome, RequestRecord } from "@peekjs/protocol";
export type { DestinationView } from "../destinations/destination-view.ts";
export type * from "../details.ts";
export type * from "../events.ts";
export type { Consumer, ConsumerIdentity, MountOptions, PeekOptions } from "../options/options.ts";
export type { DestinationFlushResult, FlushResult, Peek, PeekStats, RequestInput } from "./peek.ts";
