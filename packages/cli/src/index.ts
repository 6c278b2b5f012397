export type { PeekServer, ServerOptions } from "./server/start-server.ts";
export { startServer } from "./server/start-server.ts";
