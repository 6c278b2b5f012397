import type { RequestRecord } from "@peekjs/protocol";

/** A request as it waits for its group: the consumer's credential is still to be hashed. */
export interface ObservedRequest extends RequestRecord {
  /** Raw; never leaves the process. `consumerSource` says which header held it. */
  credential?: string | undefined;
}

/** How many requests of a method and route are still running. */
export type OpenRequest = readonly [method: string, route: string | null, count: number];
