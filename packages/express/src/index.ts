export { type ExpressOptions, peek } from "./peek.ts";
export { setConsumer } from "./set-consumer.ts";
export type { Consumer, ConsumerIdentity, MountOptions, Peek } from "@peekjs/core/adapter";
