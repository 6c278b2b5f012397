export { PeekModule, type PeekModuleOptions } from "./peek-module.ts";
export type { NestRequest } from "./platform.ts";
export { setConsumer } from "./set-consumer.ts";
export type { Consumer, ConsumerIdentity, MountOptions, Peek } from "@peekjs/core/adapter";
