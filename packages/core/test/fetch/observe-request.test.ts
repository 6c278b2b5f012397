import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as edgeAdapter from "../../src/adapter.edge.ts";
import * as nodeAdapter from "../../src/adapter.ts";
import * as edge from "../../src/fetch/index.edge.ts";
import * as node from "../../src/fetch/index.ts";
import { createPeek as createEdgePeek } from "../../src/index.edge.ts";
import { createPeek, type Peek, type PeekOptions } from "../../src/index.node.ts";
import { createPeek as createProcessPeek } from "../../src/index.process.ts";

type Runtime = Pick<typeof node, "createObserver" | "setConsumer">;

const adapter = { name: "plain", version: "1", routeOf: () => "/plain" };
const raw = (): Request => new Request("http://app.test/x");
const answer = (): Response => new Response("ok");
let endpoint: RecordingEndpoint;
let said: string[];
beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  said = [];
});
afterEach(() => endpoint.close());

describe.each([
  ["in an isolate", createEdgePeek, edgeAdapter.createMount, edge as Runtime],
  ["in a process of Deno's or Bun's", createProcessPeek, nodeAdapter.createMount, node],
  ["on Node", createPeek, nodeAdapter.createMount, node],
] as const)("a web request %s", (_, create, createMount, { createObserver, setConsumer }) => {
  function observing(options: PeekOptions = {}): [Peek, node.ObserveRequest<Request>] {
    const onError = ({ code }: { code: string }): void => void said.push(code);
    const client = create({ endpoint: endpoint.url, disabled: false, onError, ...options });
    const mount = createMount<Request>(client, {}, adapter) as nodeAdapter.Mount<Request>;
    return [client, createObserver(mount, { watch: node.watchReturned })];
  }

  test("that two mounts of a client see is recorded once, which is said", async () => {
    const [client, observeRequest] = observing();
    const request = raw();
    const again = (): Response => observeRequest(request, request, undefined, answer);
    expect(await observeRequest(request, request, undefined, again).text()).toBe("ok");
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([{ route: "/plain", status: 200 }]);
    expect(said).toEqual(["PEEK_W_DOUBLE"]);
  });

  test("has no fragment: it belongs into none", async () => {
    const [client, observeRequest] = observing();
    const request = new Request("http://app.test/x?page=2#access_token=secret");
    await observeRequest(request, request, undefined, answer).text();
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([{ path: "/x" }]);
  });

  test("may be an object with no more than a method and a URL", async () => {
    const [client, observeRequest] = observing();
    const request = Object.freeze({ method: "PUT", url: "http://app.test/x?page=2" }) as Request;
    expect(await observeRequest(request, request, undefined, answer).text()).toBe("ok");
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([{ method: "PUT", path: "/x", status: 200 }]);
    expect(said).toEqual([]);
  });

  test("that is answered by an error of no status has no bytes of its own", async () => {
    const [client, observeRequest] = observing();
    const request = raw();
    observeRequest(request, request, undefined, () => Response.error());
    await client.shutdown();
    expect(endpoint.requests).toHaveLength(1);
    expect(endpoint.requests[0]).not.toHaveProperty("status");
    expect(endpoint.requests[0]).not.toHaveProperty("responseBytes");
  });

  test("that is given anew is another one", async () => {
    const [client, observeRequest] = observing();
    const request = raw();
    for (const _ of [1, 2]) observeRequest(request, request, undefined, answer);
    await client.shutdown();
    expect(endpoint.requests).toHaveLength(2);
    expect(said).toEqual([]);
  });

  test("that is missing, or of a client that is off, reaches its handler and leaves no record", async () => {
    const [client, observeRequest] = observing();
    expect(observeRequest(raw(), undefined, undefined, () => "handled")).toBe("handled");
    await client.shutdown();
    const [off, observeNothing] = observing({ disabled: true });
    const request = raw();
    const seen = observeNothing(request, request, undefined, (running) => running);
    expect(seen).toBeUndefined();
    await off.shutdown();
    expect(endpoint.requests).toEqual([]);
  });

  test.each([
    ["who calls", "acme"],
    ["nobody", null],
  ])("names %s", async (_, consumer) => {
    const [client, observeRequest] = observing();
    const request = new Request(raw(), { headers: { "x-api-key": "k" } });
    observeRequest(request, request, undefined, () => {
      setConsumer(request, undefined, consumer);
      return answer();
    });
    await client.shutdown();
    expect(endpoint.requests.map((record) => record.consumer)).toEqual([consumer ?? undefined]);
  });

  test("names who calls by the framework's own, which is made later", async () => {
    const [client, observeRequest] = observing();
    const request = raw();
    const later = raw();
    observeRequest(request, request, undefined, (running) => {
      running!.request = later;
      setConsumer(later, undefined, "acme");
      return answer();
    });
    await client.shutdown();
    expect(endpoint.requests).toMatchObject([{ consumer: "acme" }]);
  });
});

test("a delivery from an isolate is handed to the platform, where the server keeps its waitUntil on the request", async () => {
  const client = createEdgePeek({ endpoint: endpoint.url, disabled: false });
  const mount = edgeAdapter.createMount<Request>(client, {}, adapter);
  const observeRequest = edge.createObserver(mount, { watch: node.watchReturned });
  const work: Promise<unknown>[] = [];
  const request = Object.assign(raw(), {
    waitUntil: (promise: Promise<unknown>) => void work.push(promise),
  });
  observeRequest(request, request, undefined, answer);
  expect(work).toHaveLength(1);
  await Promise.all(work);
  expect(endpoint.requests).toMatchObject([{ route: "/plain", status: 200 }]);
});
