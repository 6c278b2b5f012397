/**
 * Events in files, on Node alone.
 *
 * @module
 */
export { ndjson, type NdjsonOptions } from "./ndjson.ts";
