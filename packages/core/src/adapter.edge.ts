/**
 * The adapter contract: what a framework's adapter needs to report requests to a client. An adapter answers when a
 * request begins, which template matched, who calls, how it ended and how many bytes went each way.
 *
 * @module
 */
export type { Adapter } from "./adapter/adapter.ts";
export type { CapturedBody, CapturedExchange, Details, HeaderList } from "./adapter/details.ts";
export type { Ending } from "./adapter/ending.ts";
export { createMount } from "./edge/mount.ts";
export type { CommonMount as Mount } from "./adapter/common-mount.ts";
export type { RunningRequest } from "./adapter/running-requests.ts";
export { passUncalled } from "./adapter/uncalled.ts";
export type { Consumer, ConsumerIdentity, MountOptions } from "./options/options.ts";
export type { Peek } from "./client/peek.ts";
