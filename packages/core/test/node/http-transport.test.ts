import type { ServerResponse } from "node:http";
import { createPeek, type Peek, type PeekOptions } from "@peekjs/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHttpTransport } from "../../src/node/http-transport.ts";
import { resolveOptions } from "../../src/options/resolve.ts";
import { accept, startScriptedEndpoint, type Arrived } from "../support/scripted-endpoint.ts";

let endpoint: Awaited<ReturnType<typeof startScriptedEndpoint>>;
let answer: (arrived: Arrived, response: ServerResponse) => void;
let client: Peek;

beforeEach(async () => {
  answer = (_, response) => accept(response);
  endpoint = await startScriptedEndpoint((arrived, response) => answer(arrived, response));
});
afterEach(async () => {
  await client.shutdown({ timeout: 10 });
  await endpoint.close();
});

function create(options: PeekOptions): void {
  client = createPeek({
    endpoint: endpoint.url,
    durability: "memory",
    maxStorageBytes: 0,
    flushInterval: 60_000,
    ...options,
  });
}

async function deliver(count: number): Promise<number> {
  for (let i = 0; i < count; i++) {
    client.recordRequest({ method: "GET", path: `/orders/${i}`, durationMs: 1 });
  }
  return (await client.flush()).delivered;
}

const codings = (): unknown[] => endpoint.arrived.map(({ coding }) => coding);

describe("what is posted", () => {
  it("is compressed where the app says so", async () => {
    create({ gzip: true });
    expect(await deliver(200)).toBe(200);
    const [{ body, coding, length }] = endpoint.arrived as [Arrived];
    expect(coding).toBe("gzip");
    expect(length).toBeLessThan(JSON.stringify(body).length / 2);
  });

  it("is as it is when it is short", async () => {
    create({ gzip: true });
    expect(await deliver(1)).toBe(1);
    expect(codings()).toEqual([undefined]);
  });

  it("is as it is on the way to this machine", async () => {
    create({});
    expect(await deliver(200)).toBe(200);
    expect(codings()).toEqual([undefined]);
  });

  it.each([400, 415, 500])("is as it is where gzip is answered with %i", async (status) => {
    answer = ({ coding }, response) => {
      if (coding === undefined) accept(response);
      else response.writeHead(status).end();
    };
    create({ gzip: true });
    expect(await deliver(200)).toBe(200);
    expect(await deliver(200)).toBe(200);
    expect(codings()).toEqual(["gzip", undefined, undefined]);
  });

  it("goes on compressed where it is refused for another reason", async () => {
    const statuses = [500, 500, 202, 500, 202];
    answer = (_, response) => void response.writeHead(statuses.shift() ?? 202).end();
    create({ gzip: true });
    expect(await deliver(200)).toBe(200);
    expect(await deliver(200)).toBe(200);
    expect(codings()).toEqual(["gzip", undefined, "gzip", "gzip", "gzip"]);
  });

  it("fails when connections are closed while it is compressed, and goes on a new one afterwards", async () => {
    create({});
    const defaults = { service: "orders", developmentEndpoint: endpoint.url };
    const transport = createHttpTransport(resolveOptions({ gzip: true }, {}, defaults));
    const body = JSON.stringify({ groups: ["x".repeat(100_000)] });
    const sending = transport.send(body, {});
    transport.close();
    await expect(sending).rejects.toMatchObject({ code: "PEEK_E_UNREACHABLE" });
    expect(endpoint.arrived).toEqual([]);
    expect(await transport.send(body, {})).toMatchObject({ status: 202 });
    transport.close();
  });
});
