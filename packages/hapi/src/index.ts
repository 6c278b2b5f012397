export { peekPlugin, type PeekPluginOptions } from "./plugin.ts";
export { setConsumer } from "./set-consumer.ts";
export type { Consumer, ConsumerIdentity, MountOptions, Peek } from "@peekjs/core/adapter";
