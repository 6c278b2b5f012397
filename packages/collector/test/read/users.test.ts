import { PeekError } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { envelope, row, startCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

async function start() {
  const collector = await startCollector({ store: await emptyStore() });
  const { get, post } = collector;
  const batch = [
    { type: "identify", userId: "u/1", anonymousId: "a1", traits: { name: "Ada" } },
    { type: "track", anonymousId: "a1", event: "Seen" },
    { type: "track", userId: "u2", event: "Other" },
  ];
  await post("/v1/batch", { batch });
  await post("/v1/ingest", envelope([row({ consumer: "u/1", path: "/mine" }), row()]));
  const read = async (path: string): Promise<unknown> =>
    (await get(`/peek/v1/users${path}`)).json();
  const erase = (query: string, headers = {}) =>
    collector.collector.fetch(
      new Request(`http://localhost:7335/peek/v1/users${query}`, { method: "DELETE", headers }),
    );
  return { ...collector, read, erase };
}

it("a user is shown with traits and ids, and a timeline of events and requests", async () => {
  const { read } = await start();
  expect(await read("?id=u%2F1")).toEqual({
    userIds: ["u/1"],
    anonymousIds: ["a1"],
    traits: { name: "Ada" },
    groups: [],
  });
  const { entries } = (await read("/timeline?id=u%2F1")) as { entries: { kind: string }[] };
  expect(entries.map(({ kind }) => kind).toSorted()).toEqual(["event", "event", "request"]);
  expect(entries).toContainEqual({
    kind: "request",
    request: expect.objectContaining({ path: "/mine" }) as unknown,
  });
});

it("a timeline is asked for by service and environment", async () => {
  const { read } = await start();
  const kinds = async (query: string) => {
    const { entries } = (await read(`/timeline?id=a1${query}`)) as { entries: { kind: string }[] };
    return entries.map(({ kind }) => kind);
  };
  expect(await kinds("&service=unknown_service")).toEqual(["event", "event"]);
  expect(await kinds("&service=orders")).toEqual(["request"]);
  expect(await kinds("&environment=nowhere")).toEqual([]);
});

it("a user is exported in whole, a line each", async () => {
  const { get } = await start();
  const response = await get("/peek/v1/users/export?id=a1");
  expect(response.headers.get("content-type")).toBe("application/x-ndjson");
  const lines = (await response.text()).trimEnd().split("\n");
  const kinds = lines.map((line) => (JSON.parse(line) as { kind: string }).kind);
  expect(kinds[0]).toBe("profile");
  expect(kinds.toSorted()).toEqual(["event", "event", "profile", "request"]);
});

it("a user is erased, and others stay", async () => {
  const { get, read, erase } = await start();
  const erased = await erase("?id=u%2F1");
  expect(await erased.json()).toEqual({
    ids: ["u/1", "a1"],
    events: 2,
    requests: 1,
    sessions: 0,
    queued: 0,
  });
  expect((await get("/peek/v1/users?id=u%2F1")).status).toBe(404);
  expect(await read("/timeline?id=a1")).toEqual({ entries: [] });
  expect(await read("?id=u2")).toMatchObject({ userIds: ["u2"] });
});

it("an id is taken as it was given, with white space around it", async () => {
  const { post, read, erase } = await start();
  const userId = " u\t";
  const events = [{ type: "track", event: "Seen", userId, timestamp: Date.now() }];
  await post("/v1/ingest", { ...envelope([]), events });
  expect(await read(`?id=${encodeURIComponent(userId)}`)).toMatchObject({ userIds: [userId] });
  const erased = await erase(`?id=${encodeURIComponent(userId)}`);
  expect(await erased.json()).toMatchObject({ ids: [userId], events: 1 });
});

it.each([
  ["PEEK_E_STORE_SPACE", 507],
  ["PEEK_E_STORE_ERASURE", 500],
])("an erasure that fails with %s is answered with its words", async (code, status) => {
  const store = await emptyStore();
  store.eraseUser = () => Promise.reject(new PeekError(code, "the disk is full"));
  const reported: unknown[] = [];
  const { collector } = await startCollector({ store, onError: (error) => reported.push(error) });
  const url = "http://localhost:7335/peek/v1/users?id=u1";
  const response = await collector.fetch(new Request(url, { method: "DELETE" }));
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({
    code,
    detail: "the disk is full",
    retryable: true,
  });
  expect(reported).toMatchObject([{ code }]);
});

it("nobody is erased from a page of another site, or without saying whom", async () => {
  const { erase } = await start();
  expect((await erase("?id=u2", { origin: "https://evil.example" })).status).toBe(403);
  expect((await erase("?id=u2", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await erase("")).status).toBe(400);
});

it.each(["", "?id=", "/timeline", "/export?id=nobody", "?id=nobody"])(
  "GET users%s is answered with a problem",
  async (query) => {
    const { get } = await startCollector({ store: await emptyStore() });
    const { status } = await get(`/peek/v1/users${query}`);
    expect(status).toBe(query.includes("nobody") ? 404 : 400);
  },
);
