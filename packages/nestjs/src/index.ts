export { PeekModule, type PeekModuleOptions } from "./peek-module.ts";
export { setConsumer } from "./set-consumer.ts";
export type { Consumer, ConsumerIdentity, MountOptions, Peek } from "@peekjs/core/adapter";
