export { freePort } from "../../packages/testing/src/endpoint/free-port.ts";
