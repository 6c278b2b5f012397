import { createPeek } from "@peekjs/core";

// A program that records one request, says so and has nothing else to do. Arguments: the endpoint.
const client = createPeek({
  endpoint: process.argv[2],
  flushInterval: 60_000,
  maxStorageBytes: 0,
  disabled: false,
});
client.recordRequest({ method: "GET", path: "/once", durationMs: 1 });
console.log("recorded");
