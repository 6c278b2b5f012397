import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMount } from "../src/adapter.ts";
import { ending } from "./support/ending.ts";
import { createPeek, type Peek, type PeekOptions } from "../src/index.process.ts";

let endpoint: RecordingEndpoint;
let said: string[];
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  said = [];
});
afterEach(() => endpoint.close());

const create = (options: PeekOptions = {}): Peek =>
  createPeek({
    endpoint: endpoint.url,
    flushOnExit: false,
    onError: ({ code }) => said.push(code),
    ...options,
  });
function record(client: Peek, count: number): void {
  for (let i = 0; i < count; i++) {
    client.recordRequest({ method: "GET", route: "/r", status: 200, durationMs: 1, consumer: "c" });
  }
}
const summarised = (): number =>
  endpoint.envelopes
    .flatMap(({ batch }) => batch.groups.flatMap(({ summaries }) => summaries ?? []))
    .reduce((sum, { value }) => sum + value.count, 0);

describe("a client for Deno and Bun", () => {
  it("takes product calls without an import", async () => {
    const client = create();
    client.track({ event: "signed up", userId: "u1" });
    expect(await client.flush()).toMatchObject({ delivered: 1 });
    expect(endpoint.events).toMatchObject([{ type: "track", event: "signed up" }]);
  });

  it("says once of a misspelt option that it has no effect", async () => {
    const client = create({ ignroe: () => true } as PeekOptions);
    record(client, 2);
    await client.flush();
    expect(said).toEqual(["PEEK_W_OPTION"]);
  });

  it.each([
    ["api_key", { apiKey: "key", authorization: "Bearer other" }],
    ["authorization", { authorization: "Bearer token" }],
  ])("tells once where a consumer's credential was found: %s", async (source, credentials) => {
    const delivery = vi.spyOn(globalThis, "fetch");
    const client = create();
    const adapter = { name: "plain", version: "1", routeOf: () => "/r" };
    const mount = createMount<string>(client, {}, adapter);
    expect(mount.isActive()).toBe(true);
    mount.report(ending(credentials));
    await client.flush();
    expect(endpoint.requests).toMatchObject([{ consumerSource: source }]);
    expect(delivery.mock.calls[0]![1]!.body).toSatisfy(
      (body: string) => body.match(/"consumerSource"/g)?.length === 1,
    );
    delivery.mockRestore();
  });

  it("counts exactly what sampling leaves out", async () => {
    const client = create({ sampleRate: 0 });
    record(client, 100);
    expect(client.stats()).toMatchObject({ accepted: 100, summarised: 100, pending: 0 });
    expect(await client.flush()).toEqual({ delivered: 0, spooled: 0, pending: 0 });
    expect(summarised()).toBe(100);
    expect(client.stats()).toMatchObject({ accepted: 100, summarised: 100, dropped: {} });
    expect(said).toEqual([]);
  });

  it("counts exactly what finds no room, and drops product events", async () => {
    const client = create({ batchSize: 5, maxBufferSize: 10 });
    record(client, 25);
    client.track({ event: "signed up", userId: "u1" });
    expect(client.stats()).toMatchObject({ accepted: 26, pending: 10, summarised: 15 });
    await client.flush();
    await client.flush();
    expect(endpoint.requests).toHaveLength(10);
    expect(summarised()).toBe(15);
    expect(client.stats()).toMatchObject({
      accepted: 26,
      delivered: 10,
      pending: 0,
      summarised: 15,
      dropped: { buffer_full: 1 },
    });
  });

  it("delivers at the natural end of the process, and further on where that was not the end", async () => {
    const once = vi.spyOn(process, "once").mockReturnThis();
    const client = create({ flushOnExit: true });
    record(client, 1);
    const [, listener] = once.mock.calls.find(([event]) => event === "beforeExit")!;
    once.mockRestore();
    (listener as () => void)();
    await expect.poll(() => client.stats()).toMatchObject({ delivered: 1 });
    await client.flush();
    record(client, 1);
    expect(await client.flush()).toMatchObject({ delivered: 1 });
  });

  it("leaves nothing at the process once it is shut down", async () => {
    const before = process.listenerCount("beforeExit");
    const client = create({ flushOnExit: true });
    record(client, 1);
    expect(process.listenerCount("beforeExit")).toBe(before + 1);
    await client.shutdown();
    expect(process.listenerCount("beforeExit")).toBe(before);
  });

  it("tells which requests last, of each of very many mounts", async () => {
    const client = create();
    const mounts = Array.from({ length: 150 }, (_, i) => {
      const mount = createMount(
        client,
        {},
        { name: "plain", version: "1", routeOf: () => `/${i}` },
      );
      mount.running.add({ request: {}, method: "GET", startedAt: performance.now() - 2_000 });
      return mount;
    });
    record(client, 1);
    await client.flush();
    expect(endpoint.envelopes.at(-1)!.open).toEqual(mounts.map((_, i) => ["GET", `/${i}`, 1]));
  });
});
