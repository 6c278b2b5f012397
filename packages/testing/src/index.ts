// Measuring
export { cpuTime } from "./cpu-time.ts";

// Endpoints
export { startRecordingEndpoint, type RecordingEndpoint } from "./endpoint/recording-endpoint.ts";
export {
  startFaultyEndpoint,
  type FaultyEndpoint,
  type FaultyEndpointOptions,
} from "./endpoint/faulty-endpoint.ts";
export type { Fault, Flapping, StatusFault } from "./endpoint/fault.ts";
export type { ReceivedRequest } from "./endpoint/ledger.ts";

// Destinations
export {
  startVendor,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
} from "./destination/vendor.ts";
export { webSocketHandshake } from "./http/web-socket-handshake.ts";
