import { AsyncLocalStorage } from "node:async_hooks";
import { createPeek, type PeekError } from "@peekjs/core";
import { createMount } from "@peekjs/core/adapter";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { freePort } from "../../../../tests/support/free-port.ts";
import { accept, startScriptedEndpoint } from "../support/scripted-endpoint.ts";
import { REQUEST, startClients, type Clients } from "../support/start-clients.ts";

let endpoint: Clients["endpoint"];
let create: Clients["create"];

beforeEach(async () => {
  ({ endpoint, create } = await startClients());
});

describe("a client", () => {
  it("delivers by itself what was recorded, with who sends it", async () => {
    create({ environment: "staging" }).recordRequest(REQUEST);
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(1));
    expect(endpoint.requests[0]).toMatchObject({ ...REQUEST, service: "orders", number: 1 });
    expect(endpoint.envelopes[0]!.batch).toMatchObject({
      sdk: { name: "@peekjs/core" },
      resource: { service: "orders", environment: "staging" },
    });
  });

  it("flushes on demand and says what was delivered", async () => {
    const client = create({ flushInterval: 60_000 });
    for (let i = 0; i < 1_234; i++) client.recordRequest(REQUEST);
    expect(await client.flush()).toEqual({ delivered: 1_234, spooled: 0, pending: 0 });
    expect(client.stats()).toEqual({
      accepted: 1_234,
      delivered: 1_234,
      spooled: 0,
      pending: 0,
      summarised: 0,
      dropped: {},
    });
    expect(endpoint.requests).toHaveLength(1_234);
  });

  it("sends at most a batch's records in one delivery", async () => {
    const client = create({ flushInterval: 60_000, batchSize: 50 });
    for (let i = 0; i < 120; i++) client.recordRequest(REQUEST);
    await client.flush();
    const sizes = endpoint.envelopes.map(({ batch }) =>
      batch.groups.reduce((sum, { requests }) => sum + requests.count, 0),
    );
    expect(Math.max(...sizes)).toBe(50);
    expect(endpoint.requests).toHaveLength(120);
  });

  it("delivers at once when a whole batch is there", async () => {
    const client = create({ flushInterval: 60_000, batchSize: 10 });
    for (let i = 0; i < 10; i++) client.recordRequest(REQUEST);
    await vi.waitFor(() => expect(endpoint.requests).toHaveLength(10));
  });

  it("ends within its timeout while the endpoint hangs, and leaves the rest to the next start", async () => {
    const hanging = await startScriptedEndpoint(() => undefined);
    const client = create({ endpoint: hanging.url });
    for (let i = 0; i < 700; i++) client.recordRequest(REQUEST);
    const started = performance.now();
    const result = await client.shutdown({ timeout: 200 });
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(result).toEqual({ delivered: 0, spooled: 700, pending: 0 });
    client.recordRequest(REQUEST);
    expect(client.stats()).toMatchObject({ accepted: 701, spooled: 700, dropped: { shutdown: 1 } });
    await hanging.close();
  });

  it("hands what it left to the next client of the same service, and to no other", async () => {
    const port = await freePort();
    const options = { endpoint: `http://127.0.0.1:${port}` };
    const first = create({ ...options, maxRetries: 0 });
    for (let i = 0; i < 10; i++) first.recordRequest(REQUEST);
    expect(await first.shutdown({ timeout: 100 })).toMatchObject({ spooled: 10 });
    const revived = await startScriptedEndpoint((_, response) => accept(response), port);
    create({ ...options, service: "other" });
    create(options);
    await vi.waitFor(() => expect(revived.arrived).toHaveLength(1));
    expect(revived.arrived[0]!.key).toMatch(/:1-10$/);
    await revived.close();
  });

  it("shuts down in a test that has taken the timers away", async () => {
    const client = create({});
    client.recordRequest(REQUEST);
    await client.flush();
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    expect(await client.shutdown()).toMatchObject({ pending: 0 });
  });

  it("works for no request of the app: its deliveries run outside their async contexts", async () => {
    const storage = new AsyncLocalStorage<string>();
    let seen: string | undefined = "none";
    const client = create({
      onError: () => (seen = storage.getStore()),
      endpoint: "http://127.0.0.1:1",
    });
    storage.run("a request", () => client.recordRequest(REQUEST));
    await vi.waitFor(() => expect(seen).toBeUndefined());
  });

  it("says once of a misspelt option that it has no effect, also of one of a mount's", () => {
    const onError = vi.fn<(error: PeekError) => void>();
    const options = { endpoint: endpoint.url, onError, captureBodies: true };
    createMount(createPeek(options), { ignroe: () => true } as object, {
      name: "@peekjs/test",
      version: "1.0.0",
      routeOf: () => undefined,
    });
    expect(onError.mock.calls.map(([{ code, message }]) => `${code} ${message}`)).toEqual([
      expect.stringContaining(
        "PEEK_W_OPTION No options of peek, and without effect: `captureBodies`",
      ),
      expect.stringContaining("`ignroe` (did you mean `ignore`?)"),
    ]);
  });

  it("does nothing when disabled, and nothing in production without an endpoint", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    vi.stubEnv("NODE_ENV", "production");
    const idle = createPeek();
    idle.recordRequest(REQUEST);
    expect(idle.stats().accepted).toBe(0);
    expect(written.mock.calls.map(String)).toEqual([expect.stringContaining("PEEK_W_NO_ENDPOINT")]);
    const disabled = createPeek({ disabled: true, endpoint: endpoint.url });
    disabled.recordRequest(REQUEST);
    expect(await disabled.flush()).toEqual({ delivered: 0, spooled: 0, pending: 0 });
    vi.unstubAllEnvs();
    written.mockRestore();
  });

  it("tells the collector of itself when an adapter mounts it, before there is a request", async () => {
    const client = create();
    createMount(
      client,
      {},
      { name: "Acme Server", version: "1.2.3 (beta)", routeOf: () => undefined },
    );
    await vi.waitFor(() => expect(endpoint.envelopes).toHaveLength(1));
    expect(endpoint.envelopes[0]!.batch).toMatchObject({
      sdk: {
        name: "Acme Server",
        version: "1.2.3 (beta)",
        runtime: `node ${process.versions.node}`,
      },
      resource: { service: "orders" },
      groups: [],
    });
  });

  it("offers the app no call that is for adapters", () => {
    const client = create();
    const forAdapters = ["accept", "deliverWithin", "diagnose", "mounted", "trouble", "wake"];
    expect(forAdapters.filter((name) => name in client)).toEqual([]);
  });

  it("says each kind of trouble once a minute, in one line", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const client = create({ onError: undefined, endpoint: "http://127.0.0.1:1", maxRetries: 3 });
    client.recordRequest(REQUEST);
    await client.flush();
    const lines = written.mock.calls.map(String);
    written.mockRestore();
    expect(lines).toEqual([
      expect.stringMatching(/^\[peek\] PEEK_E_UNREACHABLE .*ECONNREFUSED.*\n,?$/),
    ]);
  });
});
