export { attach, type NodeServer } from "./attach.ts";
export type { NodeOptions } from "./mount.ts";
export { setConsumer, setError, setRoute, type NodeRequest } from "./request-notes.ts";
export { withPeek } from "./with-peek.ts";
export type { Consumer, ConsumerIdentity, MountOptions, Peek } from "@peekjs/core/adapter";
