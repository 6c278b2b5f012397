export { startRecordingEndpoint, type RecordingEndpoint } from "./endpoint/recording-endpoint.ts";
export type { ReceivedRequest } from "./endpoint/ledger.ts";
