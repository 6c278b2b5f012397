/**
 * The conformance suite for adapters, on vitest.
 *
 * @module
 */
export { callHttp2, callListenerOverHttp2 } from "./call-http2.ts";
export { describeAdapter } from "./describe-adapter.ts";
export { answerRaw, RAW_ANSWERS } from "./raw-answers.ts";
export type {
  AdapterShows,
  AdapterSubject,
  AppSetup,
  ClientOptions,
  ClientUnderTest,
  RunningApp,
} from "./subject.ts";
export {
  brokenBody,
  COMPRESSIBLE,
  compressedBody,
  endlessBody,
  FIRST_EVENT,
  streamedBody,
} from "./bodies.ts";
export { running } from "./serve.ts";
export { startClient, type StartedClient } from "./start-client.ts";
export type { Surroundings } from "./surroundings.ts";
