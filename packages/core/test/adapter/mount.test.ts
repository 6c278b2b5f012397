import { startRecordingEndpoint } from "@peekjs/testing";
import { expect, test, vi } from "vitest";
import { createMount, type MountOptions } from "../../src/adapter.ts";
import type { AdapterClient } from "../../src/adapter/adapter-client.ts";
import { CLIENT } from "../../src/adapter/shared-keys.ts";
import { createPeek, type Peek, type PeekOptions } from "../../src/index.node.ts";
import { ending } from "../support/ending.ts";

const adapter = { name: "plain", version: "1", routeOf: (request: string) => request };

function clientFor(url: string, options: PeekOptions = {}): { client: Peek; said: string[] } {
  const said: string[] = [];
  const onError = ({ code, message }: Error & { code: string }): void =>
    void said.push(`${code}: ${message}`);
  return {
    client: createPeek({ endpoint: url, durability: "memory", onError, ...options }),
    said,
  };
}

test("says once that many requests match no route", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  const mount = createMount(client, {}, adapter);
  for (let i = 0; i < 2_000; i++) mount.report(ending({ route: i % 4 === 0 ? undefined : "/r" }));
  await client.shutdown();
  expect(said).toEqual([expect.stringMatching(/^PEEK_W_UNMATCHED: 25 % .*\(e\.g\. \/x\)/)]);
});

test("says nothing where a fifth of the requests match no route", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  const mount = createMount(client, {}, adapter);
  for (let i = 0; i < 2_000; i++) mount.report(ending({ route: i % 5 === 0 ? undefined : "/r" }));
  await client.shutdown();
  expect(said).toEqual([]);
});

test("says nothing of browsers that ask whether they may ask: a CORS middleware answers, and no route", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  const mount = createMount(client, {}, adapter);
  const preflight = ending({ method: "OPTIONS", route: undefined, status: 204 });
  for (let i = 0; i < 2_000; i++) mount.report(i % 2 === 0 ? preflight : ending({ route: "/r" }));
  await client.shutdown();
  expect(said).toEqual([]);
});

test("of what is no client says what to pass, and what to register", () => {
  expect(() => createMount({} as Peek, {}, adapter)).toThrow(
    /^plain was given .* createPeek\(\), or nothing .* Register what peek\(\) returns, not peek itself\.$/,
  );
});

test("says that the client's own options mean nothing to a mount", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  createMount(client, { service: "orders" } as MountOptions<string>, adapter);
  await client.shutdown();
  expect(said).toEqual([expect.stringMatching(/^PEEK_W_OPTION: .* on an adapter: `service`\./)]);
});

test("an undefined option of a mount leaves that of the client", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client } = clientFor(endpoint.url, { ignore: () => true, capturePath: false });
  createMount(client, { ignore: undefined }, adapter).report(ending());
  createMount(client, { ignore: () => false }, adapter).report(ending());
  await client.shutdown();
  expect(endpoint.requests).toEqual([expect.not.objectContaining({ path: expect.anything() })]);
});

test.each([
  [{ ignore: "/health" }, /^ignore must be a function/],
  [{ capturePath: "false" }, /^capturePath must be true or false/],
])("refuses an option for one mount of another type: %j", async (options, message) => {
  const { client } = clientFor("http://127.0.0.1:9");
  expect(() => createMount(client, options as object, adapter)).toThrow(
    expect.objectContaining({ code: "PEEK_E_OPTION", message: expect.stringMatching(message) }),
  );
  await client.shutdown();
});

test("what the app's own functions throw has a code of its own, and the record is made", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  const fail = (): never => {
    throw new TypeError("mine");
  };
  createMount(client, { identifyConsumer: fail, ignore: fail }, adapter).report(ending());
  await client.shutdown();
  expect(endpoint.requests).toHaveLength(1);
  expect(said).toEqual([
    expect.stringMatching(/^PEEK_E_CALLBACK: ignore failed \(TypeError: mine\)/),
    expect.stringMatching(/^PEEK_E_CALLBACK: identifyConsumer failed/),
  ]);
});

test("what is told of the app's own functions has no credential in it", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  const fail = (): never => {
    throw new Error("no user for Bearer opaque-token-of-acme");
  };
  const identity = Object.defineProperty({}, "id", { get: fail });
  createMount(client, { ignore: fail }, adapter).report(ending());
  createMount(client, { identifyConsumer: () => identity as never }, adapter).report(ending());
  await client.shutdown();
  const told = /no user for Bearer \[redacted\]/;
  expect(said).toEqual([expect.stringMatching(told), expect.stringMatching(told)]);
});

test("a promise is no answer, is told, and does no harm when it is rejected", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  const unhandled = vi.fn();
  process.on("unhandledRejection", unhandled);
  const reject = (): never => Promise.reject(new Error("late")) as never;
  const options = { identifyConsumer: reject, ignore: reject, clientAddress: reject };
  createMount(client, options, adapter).report(ending({ apiKey: "key" }));
  await client.shutdown();
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
  expect(endpoint.requests).toEqual([expect.objectContaining({ consumerSource: "api_key" })]);
  expect(said).toEqual([
    expect.stringMatching(/^PEEK_E_CALLBACK: ignore returned a promise/),
    expect.stringMatching(/^PEEK_E_CALLBACK: clientAddress returned a promise/),
    expect.stringMatching(/^PEEK_E_CALLBACK: identifyConsumer returned a promise.* setConsumer/),
  ]);
});

test("user agents and messages of errors are reported without secrets, by the app's own rules too", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client } = clientFor(endpoint.url);
  const mask = { names: ["tenant"] };
  const userAgent = "bot (bob@example.com; tenant=acme; +http://example.com/bot)";
  const error = new Error("no tenant=acme, bob@example.com");
  for (const options of [{}, { mask }, { mask, captureQuery: true }])
    createMount(client, options, adapter).report(ending({ userAgent, error }));
  await client.shutdown();
  const masked = {
    userAgent: "bot ([redacted]; tenant=[redacted]; +http://example.com/bot)",
    errorMessage: "no tenant=[redacted], [redacted]",
  };
  expect(endpoint.requests).toMatchObject([
    {
      userAgent: "bot ([redacted]; tenant=acme; +http://example.com/bot)",
      errorMessage: "no tenant=acme, [redacted]",
    },
    masked,
    masked,
  ]);
});

test("a query that runs once it is waited for does not run", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  const then = vi.fn();
  const query = new Proxy({}, { get: (_, key) => (key === "then" ? then : undefined) });
  const identifyConsumer = (): never => query as never;
  createMount(client, { identifyConsumer }, adapter).report(ending({ apiKey: "key" }));
  await client.shutdown();
  expect(then).not.toHaveBeenCalled();
  expect(said).toEqual([
    expect.stringMatching(/^PEEK_E_CALLBACK: identifyConsumer returned a promise/),
  ]);
});

test.each([
  [7, /it is a number/],
  [true, /it is a boolean/],
  [{ id: 7 }, /an object with number as id/],
  [{}, /an object with undefined as id/],
  [Object.defineProperty({}, "id", { get: fail }), /unreadable/],
])("what names nobody is told, and the credential asked: %j", async (identity, why) => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  const mount = createMount(client, { identifyConsumer: () => identity as never }, adapter);
  mount.report(ending({ apiKey: "key" }));
  await client.shutdown();
  expect(endpoint.requests).toEqual([expect.objectContaining({ consumerSource: "api_key" })]);
  expect(said).toEqual([expect.stringMatching(/^PEEK_E_CALLBACK: /)]);
  expect(said[0]).toMatch(why);
});

test.each(["", { id: "" }])("an empty id leaves it to the credential: %j", async (identity) => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  createMount(client, { identifyConsumer: () => identity }, adapter).report(
    ending({ apiKey: "key" }),
  );
  await client.shutdown();
  expect(endpoint.requests).toEqual([expect.objectContaining({ consumerSource: "api_key" })]);
  expect(said).toEqual([]);
});

test.each([
  ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true],
  ["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", false],
  ["01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more", true],
  ["ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", false],
])("reads the trace of traceparent %s: %s", async (traceparent, isValid) => {
  await using endpoint = await startRecordingEndpoint();
  const { client } = clientFor(endpoint.url);
  createMount(client, {}, adapter).report(ending({ traceparent }));
  await client.shutdown();
  expect("traceId" in endpoint.requests[0]!).toBe(isValid);
});

test.each([
  ["name", { get: fail }],
  ["message", { get: fail }],
  ["stack", { get: fail }],
  ["name", { value: { a: 1 } }],
  ["constructor", { value: undefined }],
])("an error with an odd %s (%j) costs no record", async (property, descriptor) => {
  const error = Object.defineProperty(new Error("m"), property, descriptor);
  expect(await recordedOf(error)).toHaveLength(1);
});

test("nor does an error that nothing can be read of", async () => {
  const { proxy, revoke } = Proxy.revocable(new Error("m"), {});
  revoke();
  expect(await recordedOf(proxy)).toHaveLength(1);
});

function fail(): never {
  throw new Error("unreadable");
}

async function recordedOf(error: unknown): Promise<readonly unknown[]> {
  await using endpoint = await startRecordingEndpoint();
  const { client } = clientFor(endpoint.url, { captureErrorStack: true });
  createMount(client, {}, adapter).report(ending({ status: 500, error }));
  await client.shutdown();
  return endpoint.requests;
}

test("says once that the client comes from another copy", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client, said } = clientFor(endpoint.url);
  const own = (client as unknown as { [CLIENT]: AdapterClient })[CLIENT];
  const foreign: AdapterClient = {
    options: own.options,
    wake: () => own.wake(),
    accept: (record) => own.accept(record),
    wallTime: (monotonic) => own.wallTime(monotonic),
    mounted: (name, openRequests) => own.mounted(name, openRequests, Symbol("another copy")),
    deliverWithin: (waitUntil) => own.deliverWithin(waitUntil),
    diagnose: (diagnostic) => own.diagnose(diagnostic),
    trouble: (error) => own.trouble(error),
  };
  createMount({ [CLIENT]: foreign } as unknown as Peek, {}, adapter).report(ending());
  await client.shutdown();
  expect(said).toEqual([expect.stringMatching(/^PEEK_W_DUAL_INSTANCE: /)]);
  expect(endpoint.requests).toHaveLength(1);
});

test("an envelope tells which requests last, by method and route", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client } = clientFor(endpoint.url);
  const mount = createMount(client, {}, adapter);
  const begin = (request: string, ago: number) => {
    const running = {
      request,
      method: "GET",
      startedAt: performance.now() - ago,
      olderRunning: undefined,
      newerRunning: undefined,
      isRunning: false,
    };
    mount.running.add(running);
    return running;
  };
  const [first] = [begin("/events", 9_000), begin("/events", 5_000), begin("/late", 2_000)];
  begin("/young", 10);
  mount.running.remove(first);
  mount.running.remove(first);
  mount.report(ending());
  await vi.waitFor(async () => {
    await client.flush();
    expect(endpoint.requests).toHaveLength(1);
  });
  expect(endpoint.envelopes.at(-1)!.open).toEqual([
    ["GET", "/events", 1],
    ["GET", "/late", 1],
  ]);
  await client.shutdown();
});

test("an adapter is asked once for the route of a request that lasts three deliveries", async () => {
  await using endpoint = await startRecordingEndpoint();
  const { client } = clientFor(endpoint.url);
  const routeOf = vi.fn((request: string) => request);
  const mount = createMount(client, {}, { ...adapter, routeOf });
  mount.running.add({ request: "/live", method: "GET", startedAt: performance.now() - 2_000 });
  for (let delivery = 1; delivery <= 3; delivery++) {
    mount.report(ending());
    await vi.waitFor(async () => {
      await client.flush();
      expect(endpoint.requests).toHaveLength(delivery);
    });
  }
  expect(endpoint.envelopes.at(-1)!.open).toEqual([["GET", "/live", 1]]);
  expect(routeOf).toHaveBeenCalledOnce();
  await client.shutdown();
});
