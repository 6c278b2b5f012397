import { startRecordingEndpoint } from "@peekjs/testing";
import { expect, it } from "vitest";
import { startWorker } from "./support/start-app.ts";

it("workerd finds no rejection unhandled that the app's own server handles", async () => {
  const endpoint = await startRecordingEndpoint();
  const app = await startWorker("workerd-rejections.ts", { PEEK_ENDPOINT: endpoint.url });
  try {
    expect((await fetch(`${app.url}/fails`)).status).toBe(500);
    expect(await (await fetch(`${app.url}/unhandled`)).json()).toEqual([]);
  } finally {
    await app.stop();
    await endpoint.close();
  }
});
