import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { attach } from "@peekjs/node";
import { cert, key } from "./certificate.ts";

const PART = "x".repeat(1_000);

/** A server of Node's that is asked in HTTP/2, and by older clients in HTTP/1. */
const server = createSecureServer({ allowHTTP1: true, cert, key }, (request, response) => {
  if (request.url.endsWith("/answer")) {
    response.end(PART);
    return;
  }
  response.write(PART);
  if (request.url.endsWith("/broken")) setTimeout(() => response.destroy(), 100);
});
attach(server);
server.listen(0, "127.0.0.1", () => {
  console.log(`listening on ${(server.address() as AddressInfo).port}`);
});
