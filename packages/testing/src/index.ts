// Endpoints
export { startRecordingEndpoint, type RecordingEndpoint } from "./endpoint/recording-endpoint.ts";
export {
  startFaultyEndpoint,
  type FaultyEndpoint,
  type FaultyEndpointOptions,
} from "./endpoint/faulty-endpoint.ts";
export type { Fault, Flapping } from "./endpoint/fault.ts";
export type { ReceivedRequest } from "./endpoint/ledger.ts";
