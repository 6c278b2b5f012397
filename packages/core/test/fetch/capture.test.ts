import { startRecordingEndpoint, type RecordingEndpoint } from "@peekjs/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import "../../src/details.edge.ts";
import * as edgeAdapter from "../../src/adapter.edge.ts";
import * as nodeAdapter from "../../src/adapter.ts";
import { importDetails } from "../../src/adapter/edge-client.ts";
import { detailsOrMasking } from "../../src/details/masking.ts";
import * as edgeFetch from "../../src/fetch/index.edge.ts";
import * as nodeFetch from "../../src/fetch/index.ts";
import * as edge from "../../src/index.edge.ts";
import * as node from "../../src/index.node.ts";

type Handler = (request: Request) => Response | Promise<Response>;

const adapter = { name: "plain", version: "1", routeOf: () => "/plain" };
const ALL = { captureHeaders: true, captureBody: true, captureQuery: true };
const TEXT = { "content-type": "text/plain" };
const JSON_TYPE = { "content-type": "application/json" };
let endpoint: RecordingEndpoint;
let client: node.Peek;
let held: Promise<unknown>[];

beforeEach(async () => {
  endpoint = await startRecordingEndpoint();
  held = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await client.shutdown();
  await endpoint.close();
});

async function recorded(count: number): Promise<RecordingEndpoint["requests"]> {
  await vi.waitFor(async () => {
    await Promise.all(held);
    await client.flush();
    expect(endpoint.requests).toHaveLength(count);
  });
  return endpoint.requests;
}

type CreateObserver = typeof nodeFetch.createObserver;

describe.each([
  [
    "on the edge",
    edge.createPeek,
    edgeAdapter.createMount,
    edgeFetch.createObserver as CreateObserver,
  ],
  ["on Node", node.createPeek, nodeAdapter.createMount, nodeFetch.createObserver],
] as const)("details of a fetch handler %s", (_, createPeek, createMount, createObserver) => {
  function wrap(handler: Handler, options: node.PeekOptions = ALL): Handler {
    client = createPeek({ endpoint: endpoint.url, disabled: false, ...options });
    const mount = createMount<Request>(client, {}, adapter);
    const waitUntil = (work: Promise<unknown>): void => void held.push(work);
    const reader = { watch: edgeFetch.watchReturned, waitUntilOf: () => waitUntil };
    const observeRequest = createObserver(mount as nodeAdapter.Mount<Request>, reader);
    return (request) => {
      return observeRequest(request, request, {}, () => handler(request));
    };
  }

  test("the request of a handler that returns what is no response", async () => {
    const fetch = wrap(() => ({ status: "ok" }) as unknown as Response);
    await fetch(new Request("http://a.test/x"));
    expect(await recorded(1)).toMatchObject([{ path: "/x" }]);
  });

  test("a request that is an object with no more than a method and a URL", async () => {
    const fetch = wrap(() => Response.json({ id: 7 }));
    await fetch({ method: "GET", url: "http://a.test/x" } as Request);
    expect(await recorded(1)).toMatchObject([{ path: "/x", responseBody: '{"id":7}' }]);
  });

  test("a stream learns at once that the client has left", async () => {
    const left = vi.fn<() => void>();
    const fetch = wrap(() => {
      const body = new ReadableStream({
        start: (stream) => stream.enqueue(new TextEncoder().encode("beginning")),
        cancel: left,
      });
      return new Response(body, { headers: TEXT });
    });
    const client = new AbortController();
    // No time passes, least of all the second that a body may take.
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    const response = await fetch(new Request("http://a.test/x", { signal: client.signal }));
    await vi.advanceTimersByTimeAsync(0);
    client.abort();
    await response.body!.cancel();
    expect(left).toHaveBeenCalledOnce();
    vi.useRealTimers();
    expect(await recorded(1)).toMatchObject([{ path: "/x" }]);
  });

  test("headers and bodies, masked, and whole for the app and the caller", async () => {
    let seen: unknown;
    const fetch = wrap(async (request) => {
      seen = await request.json();
      return Response.json({ token: "t", id: 7 }, { headers: { "set-cookie": "sid=1" } });
    });
    const body = JSON.stringify({ password: "hunter2", a: 1 });
    const headers = { ...JSON_TYPE, authorization: "Bearer x" };
    const response = await fetch(
      new Request("http://a.test/x?token=1&page=2", { method: "POST", body, headers }),
    );
    expect(await response.json()).toEqual({ token: "t", id: 7 });
    expect(seen).toEqual({ password: "hunter2", a: 1 });
    expect(await recorded(1)).toMatchObject([
      {
        query: "token=[redacted]&page=2",
        requestBody: '{"password":"[redacted]","a":1}',
        responseBody: '{"token":"[redacted]","id":7}',
        requestHeaders: { authorization: "[redacted]" },
        responseHeaders: { "set-cookie": "[redacted]" },
      },
    ]);
  });

  test("the response is handed over at once, the beginning of a long one is kept", async () => {
    let pulled = 0;
    const chunk = new TextEncoder().encode("x".repeat(1_000));
    const fetch = wrap(() => {
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (++pulled <= 500) controller.enqueue(chunk);
          else controller.close();
        },
      });
      return new Response(body, { headers: { "content-type": "text/plain" } });
    });
    const response = fetch(new Request("http://a.test/"));
    expect(response).toBeInstanceOf(Response);
    const [record] = await recorded(1);
    expect(pulled).toBeLessThan(50);
    expect(record!.responseBody).toBe(`${"x".repeat(8_192)}…`);
    expect((await (response as Response).text()).length).toBe(500_000);
  });

  test("of a long upload the beginning is kept, and nothing is pulled that the handler does not read", async () => {
    const clone = vi.spyOn(Request.prototype, "clone");
    let pulled = 0;
    let ahead = 0;
    const fetch = wrap(async (request) => {
      let size = 0;
      for await (const chunk of request.body!) {
        size += (chunk as Uint8Array).length;
        ahead = Math.max(ahead, pulled - size / 1_000);
      }
      return new Response(String(size));
    });
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (++pulled <= 500) controller.enqueue(new Uint8Array(1_000).fill(120));
        else controller.close();
      },
    });
    const headers = { "content-type": "text/plain" };
    const request = new Request("http://a.test/", {
      method: "POST",
      body,
      headers,
      duplex: "half",
    });
    expect(await (await fetch(request)).text()).toBe("500000");
    expect(ahead).toBeLessThan(3);
    expect(clone).not.toHaveBeenCalled();
    clone.mockRestore();
    const [record] = await recorded(1);
    expect(record!.requestBody).toBe(`${"x".repeat(8_192)}…`);
  });

  test("a body that does not come holds the record up for a second at most", async () => {
    const fetch = wrap(() => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"a":1,')),
      });
      return new Response(body, { headers: JSON_TYPE });
    });
    const response = await fetch(new Request("http://a.test/"));
    const startedAt = performance.now();
    await Promise.all(held);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await recorded(1)).toMatchObject([
      { status: 200, metadata: { "peek.missing": expect.any(String) } },
    ]);
    await response.body!.cancel();
  });

  test("nothing is branched that is not asked for, binary, or a stream of events", async () => {
    const clone = vi.spyOn(Response.prototype, "clone");
    const types = ["image/png", "text/event-stream", undefined];
    const fetch = wrap((request) => {
      const type = types[Number(new URL(request.url).pathname.slice(1))];
      return new Response("x", { headers: type === undefined ? {} : { "content-type": type } });
    });
    for (const i of [0, 1]) await fetch(new Request(`http://a.test/${i}`));
    await recorded(2);
    expect(clone).not.toHaveBeenCalled();
    await client.shutdown();
    const plain = wrap(() => Response.json({}), { captureHeaders: true });
    await plain(new Request("http://a.test/", { method: "POST", body: "{}", headers: JSON_TYPE }));
    await recorded(3);
    expect(clone).not.toHaveBeenCalled();
    clone.mockRestore();
  });

  test("what the app has read already is left alone", async () => {
    const fetch = wrap(() => new Response("ok"));
    const request = new Request("http://a.test/", {
      method: "POST",
      body: "{}",
      headers: JSON_TYPE,
    });
    await request.text();
    await fetch(request);
    const [record] = await recorded(1);
    expect(record).not.toHaveProperty("requestBody");
  });

  test("what has no more of a request than its method and URL is answered", async () => {
    const fetch = wrap(() => new Response("ok"));
    const response = await fetch({ method: "GET", url: "http://a.test/" } as Request);
    expect(await response.text()).toBe("ok");
  });

  test("a handler that throws", async () => {
    const fetch = wrap(async (request) => {
      await request.text();
      throw new TypeError("no token=abc");
    });
    const request = new Request("http://a.test/", {
      method: "POST",
      body: '{"pin":1}',
      headers: JSON_TYPE,
    });
    await expect(fetch(request)).rejects.toThrow("no token=abc");
    expect(await recorded(1)).toMatchObject([
      { requestBody: '{"pin":"[redacted]"}', errorMessage: "no token=[redacted]" },
    ]);
  });
});

test("on the edge details are an import of their own", async () => {
  importDetails(undefined);
  client = edge.createPeek({ endpoint: endpoint.url, captureBody: true });
  expect(() => edgeAdapter.createMount(client, {}, adapter)).toThrow(
    expect.objectContaining({ code: "PEEK_E_NOT_IMPORTED" }),
  );
  expect(() => edgeAdapter.createMount(client, { captureBody: false }, adapter)).not.toThrow();
  importDetails(detailsOrMasking);
});
