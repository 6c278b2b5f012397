import { once } from "node:events";
import { Agent, request, type IncomingMessage } from "node:http";
import { finished } from "node:stream/promises";
import { expect, onTestFinished, test } from "vitest";
import { startCollector } from "../support/start-collector.ts";

const MEBIBYTE = 1024 * 1024;

test("a body that is too large costs its client no later request on the connection", async () => {
  const { url } = await startCollector();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const send = async (size: number) => {
    const headers = { "content-type": "application/json", "transfer-encoding": "chunked" };
    const outgoing = request(`${url}/v1/ingest`, { method: "POST", agent, headers });
    outgoing.end(Buffer.alloc(size, " "));
    const [[response]] = await Promise.all([
      once(outgoing, "response") as Promise<[IncomingMessage]>,
      once(outgoing, "finish"),
    ]);
    await finished(response.resume());
    return { status: response.statusCode, isReused: outgoing.reusedSocket };
  };

  expect(await send(8 * MEBIBYTE)).toEqual({ status: 413, isReused: false });
  expect(await send(8 * MEBIBYTE)).toEqual({ status: 413, isReused: true });
  expect(await send(1)).toEqual({ status: 400, isReused: true });
});
