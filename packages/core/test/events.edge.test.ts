import { startRecordingEndpoint } from "@peekjs/testing";
import { expect, it } from "vitest";
import "../src/events.edge.ts";
import { createPeek } from "../src/index.edge.ts";

it("brings product calls to a client on the edge", async () => {
  await using endpoint = await startRecordingEndpoint();
  const client = createPeek({ endpoint: endpoint.url });
  const user = { userId: "u1" };
  client.track({ event: "signed up", ...user, properties: { plan: "pro" } });
  client.page({ name: "Pricing", ...user });
  client.screen({ name: "Home", ...user });
  client.group({ groupId: "acme", ...user });
  client.alias({ previousId: "a1", ...user });
  expect(await client.identifyNow({ ...user, traits: { plan: "pro" } })).toEqual({
    delivered: true,
  });
  expect(endpoint.events.map(({ type }) => type)).toEqual([
    "track",
    "page",
    "screen",
    "group",
    "alias",
    "identify",
  ]);
});

it("numbers requests and events in one series", async () => {
  await using endpoint = await startRecordingEndpoint();
  const client = createPeek({ endpoint: endpoint.url });
  client.recordRequest({ method: "GET", path: "/1", durationMs: 1 });
  client.track({ event: "e2", userId: "u1" });
  client.track({ event: "e3", userId: "u1" });
  client.recordRequest({ method: "GET", path: "/4", durationMs: 1 });
  await client.flush();
  expect(
    endpoint.envelopes.flatMap(({ batch }) => batch.groups.map(({ first, last }) => [first, last])),
  ).toEqual([
    [1, 1],
    [2, 3],
    [4, 4],
  ]);
});

it("records a request that was tracked in PeekAPI's manner, and says so", async () => {
  await using endpoint = await startRecordingEndpoint();
  const said: string[] = [];
  const client = createPeek({ endpoint: endpoint.url, onError: ({ code }) => said.push(code) });
  client.track({ method: "GET", path: "/a", status_code: 200, response_time_ms: 3 } as never);
  await client.flush();
  expect(endpoint.requests).toMatchObject([{ path: "/a", status: 200, durationMs: 3 }]);
  expect(said).toEqual(["PEEK_W_TRACK_REQUEST"]);
});

it("names the field that an event lacks, and counts it", () => {
  const said: string[] = [];
  const client = createPeek({
    endpoint: "http://localhost:1",
    onError: ({ code }) => said.push(code),
  });
  client.track({ event: "nobody" });
  expect(said).toEqual(["PEEK_E_EVENT"]);
  expect(client.stats()).toMatchObject({ accepted: 1, dropped: { invalid: 1 } });
});
