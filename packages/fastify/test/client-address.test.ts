import { createPeek } from "@peekjs/core";
import { peekPlugin } from "@peekjs/fastify";
import { startRecordingEndpoint } from "@peekjs/testing";
import fastify from "fastify";
import { expect, test } from "vitest";

const FORWARDED = { "x-forwarded-for": "203.0.113.7" };

/** What is recorded of a request that came through a proxy on this machine, and what is said. */
async function through(trustProxy: boolean): Promise<{ address: unknown; said: string[] }> {
  await using endpoint = await startRecordingEndpoint();
  const said: string[] = [];
  const onError = (error: Error): void => void said.push(error.message);
  const client = createPeek({ endpoint: endpoint.url, durability: "memory", onError });
  const app = fastify({ trustProxy });
  await app.register(peekPlugin, { client });
  app.get("/", () => "ok");
  const url = await app.listen({ port: 0, host: "127.0.0.1" });
  for (let i = 0; i < 2; i++) await fetch(url, { headers: FORWARDED });
  await app.close();
  await client.shutdown();
  return { address: endpoint.requests[0]!.clientAddress, said };
}

test("a proxy that the app trusts says who the client is", async () => {
  expect(await through(true)).toEqual({ address: "203.0.113.0", said: [] });
});

test("nobody is believed whom the app does not trust, and that is said once", async () => {
  expect(await through(false)).toEqual({
    address: "127.0.0.0",
    said: [expect.stringContaining("Use Fastify({ trustProxy: 1 }), or")],
  });
});
