import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { RunningApp } from "./subject.ts";

/** Waits until a server listens, and tells what the suite needs of it. */
export async function running(server: Server): Promise<RunningApp> {
  if (!server.listening) {
    await new Promise<void>((resolve, reject) => {
      server.once("listening", resolve);
      server.once("error", reject);
    });
  }
  return {
    server,
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
