export { setConsumer, setRoute } from "./request-notes.ts";
export { type FetchOptions, withPeek } from "./with-peek.ts";
export type { Consumer, ConsumerIdentity, MountOptions, Peek } from "@peekjs/core/adapter";
