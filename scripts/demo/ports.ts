import { createServer } from "node:net";
import { ScriptError } from "../script-error.ts";

/** @throws ScriptError `PEEK_E_PORT_IN_USE` when something listens on the port of 127.0.0.1. */
export async function assertPortIsFree(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const server = createServer();
    server.once("error", () =>
      reject(
        new ScriptError(
          "PEEK_E_PORT_IN_USE",
          `Port ${port} is in use. Stop what listens there, or choose another: npm run demo -- --port 7400`,
        ),
      ),
    );
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
      server.close(() => resolve()),
    );
  });
}
