import { createPeek } from "@peekjs/core";
import { peek } from "@peekjs/express";
import { startRecordingEndpoint } from "@peekjs/testing";
import { running } from "@peekjs/testing/conformance";
import express, { type Application } from "express";
import { expect, test } from "vitest";

const FORWARDED = { "x-forwarded-for": "203.0.113.7" };

/** What is recorded of a request that came through a proxy on this machine, and what is said. */
async function through(
  set: (app: Application) => void,
): Promise<{ address: unknown; said: string[] }> {
  await using endpoint = await startRecordingEndpoint();
  const said: string[] = [];
  const onError = (error: Error): void => void said.push(error.message);
  const client = createPeek({ endpoint: endpoint.url, durability: "memory", onError });
  const app = express();
  set(app);
  app.use(peek(client)).get("/", (_, response) => void response.send("ok"));
  const { port, close } = await running(app.listen(0, "127.0.0.1"));
  for (let i = 0; i < 2; i++) await fetch(`http://127.0.0.1:${port}/`, { headers: FORWARDED });
  await close();
  await client.shutdown();
  return { address: endpoint.requests[0]!.clientAddress, said };
}

test("a proxy that the app trusts says who the client is", async () => {
  expect(await through((app) => app.set("trust proxy", 1))).toEqual({
    address: "203.0.113.0",
    said: [],
  });
});

test("nobody is believed whom the app does not trust, and that is said once", async () => {
  expect(await through(() => undefined)).toEqual({
    address: "127.0.0.0",
    said: [expect.stringContaining('Use app.set("trust proxy", 1), or')],
  });
});
