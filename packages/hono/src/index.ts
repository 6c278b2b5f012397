export { peek } from "./peek.ts";
export { setConsumer } from "./set-consumer.ts";
export { withPeek, type PeekedApp } from "./with-peek.ts";
export type { Consumer, ConsumerIdentity, MountOptions, Peek } from "@peekjs/core/adapter";
