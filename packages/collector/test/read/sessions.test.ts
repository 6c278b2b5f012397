import { readFileSync } from "node:fs";
import type { SessionsPage, SessionSummary, SessionTimeline } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { startCollector, type TestCollector } from "../support/collector.ts";
import { emptyStore } from "../support/store.ts";

const vectors = JSON.parse(
  readFileSync(new URL("../dialects/unisights/vectors.json", import.meta.url), "utf8"),
) as Record<string, { data: Record<string, unknown> }>;

const START = 1_767_323_045_678;
const DAY = 24 * 3_600_000;
const RANGE = `from=${START - DAY}&to=${START + DAY}`;
const SESSION = "3f2b8c1e-7a4d-4f6a-9e2b-1c5d8a7f0b3e";
const data = vectors["plain"]!.data;

async function start() {
  const collector = await startCollector({ store: await emptyStore() });
  const read = async <T>(path: string): Promise<T> =>
    (await (await collector.get(`/peek/v1/sessions${path}`)).json()) as T;
  return { ...collector, read };
}

async function send({ post }: TestCollector, body: unknown): Promise<void> {
  const headers = { "content-type": "application/json" };
  expect((await post("/v1/unisights", body, headers)).status).toBe(200);
}

it("the payloads of a browser become one session, however often they come", async () => {
  const collector = await start();
  await send(collector, vectors["plain"]);
  await send(collector, vectors["encrypted_ua_empty"]);
  const later = {
    ...data,
    page_url: "https://x.test/q",
    exit_page: "https://x.test/q",
    time_on_page: 30,
    events: [{ type: "click", data: { x: 9, y: 9, timestamp: START + 60_000 } }],
  };
  await send(collector, { data: later, encrypted: false });
  await send(collector, vectors["plain"]);
  expect(await collector.read(`?${RANGE}`)).toEqual({
    sessions: [
      {
        id: SESSION,
        service: "unknown_service",
        environment: "development",
        startedAt: START,
        endedAt: START + 60_000,
        durationMs: 60_000,
        timeOnPageMs: 30_000,
        scrollDepth: 100,
        pageViews: 1,
        clicks: 2,
        errors: 1,
        events: 6,
        entryPage: "https://x.test/",
        exitPage: "https://x.test/q",
        referrer: "direct",
        source: "g",
        device: "Desktop",
        platform: "Linux x86_64",
        os: "Linux",
        userAgent: "UA",
        screenWidth: 1_280,
        screenHeight: 720,
        vitals: { LCP: 1_234.5 },
      },
    ],
  });
});

/** A payload of one page view, `minutes` after the start. */
function visit(session: string, minutes: number, fields: Record<string, unknown> = {}) {
  const view = { location: "https://x.test/", timestamp: START + minutes * 60_000 };
  const events = [{ type: "page_view", data: view }];
  return { data: { ...data, session_id: session, utm_params: {}, events, ...fields } };
}

async function startWithVisits() {
  const collector = await start();
  const error = { type: "error", data: { message: "boom", timestamp: START + 61_000 } };
  const vital = (id: string, value: number) => ({
    type: "web_vital",
    data: { name: "CLS", value, id, timestamp: START + 62_000 },
  });
  await send(collector, visit("s1", 0, { utm_params: { utm_source: "mail" }, time_on_page: 9 }));
  await send(collector, visit("s2", 1, { time_on_page: 7 }));
  await send(collector, visit("s1", 1, { events: [error, vital("v1", 0.1), vital("v1", 0.2)] }));
  await send(collector, visit("s3", 2, { events: [vital("v2", 0.4)] }));
  return collector;
}

it("sessions are found by what is known of them, and listed in an order, page by page", async () => {
  const { read } = await startWithVisits();
  const ids = async (query: string): Promise<string[]> =>
    (await read<SessionsPage>(`?${RANGE}${query}`)).sessions.map(({ id }) => id);
  expect(await ids("")).toEqual(["s3", "s2", "s1"]);
  expect(await ids("&direction=ascending")).toEqual(["s1", "s2", "s3"]);
  expect(await ids("&source=mail")).toEqual(["s1"]);
  expect(await ids("&order=errors&limit=1")).toEqual(["s1"]);
  expect(await ids("&user=s2")).toEqual(["s2"]);
  expect(await ids("&service=other")).toEqual([]);
  const first = await read<SessionsPage>(`?${RANGE}&order=timeOnPageMs&limit=1`);
  expect(first.sessions).toMatchObject([{ id: "s1", timeOnPageMs: 9_000 }]);
  const query = `?${RANGE}&order=timeOnPageMs&limit=2&cursor=${first.cursor}`;
  const second = await read<SessionsPage>(query);
  expect(second.sessions.map(({ id }) => id)).toEqual(["s2", "s3"]);
  expect(second.cursor).toBeUndefined();
});

it("a session belongs to the time at which it began", async () => {
  const { read } = await startWithVisits();
  const later = await read<SessionsPage>(`?from=${START + 60_000}&to=${START + DAY}`);
  expect(later.sessions.map(({ id }) => id)).toEqual(["s3", "s2"]);
});

it("sessions are summed up over time and by a dimension, with percentiles of page loads", async () => {
  const { read } = await startWithVisits();
  const from = Math.floor(START / 60_000) * 60_000;
  const range = `from=${from}&to=${from + 180_000}&step=60000`;
  const summary = await read<SessionSummary>(`/summary?${range}`);
  expect(summary).toMatchObject({ from, step: 60_000, values: [1, 2, 0] });
  expect(summary.total).toMatchObject({ sessions: 3, bounces: 3, pageViews: 2, errors: 1 });
  expect(summary.groups.map(({ value, sessions }) => [value, sessions])).toEqual([
    [null, 2],
    ["mail", 1],
  ]);
  expect(summary.vitals).toEqual({
    CLS: {
      count: 2,
      p50: expect.closeTo(0.3),
      p75: expect.closeTo(0.35),
      p95: expect.closeTo(0.39),
    },
  });
});

it("one session is shown with its events, latest first", async () => {
  const { read, get } = await startWithVisits();
  const timeline = await read<SessionTimeline>("/timeline?id=s1&limit=3");
  expect(timeline.session).toMatchObject({ id: "s1", events: 4, vitals: { CLS: 0.2 } });
  expect(timeline.events.map(({ event }) => event)).toEqual(["web_vital", "web_vital", "error"]);
  const next = `/timeline?id=s1&limit=3&cursor=${timeline.cursor}`;
  expect((await read<SessionTimeline>(next)).events).toMatchObject([{ type: "page" }]);
  expect((await get("/peek/v1/sessions/timeline?id=s4")).status).toBe(404);
});

it("a user's sessions are exported and erased with the user", async () => {
  const { collector, get, post, read } = await startWithVisits();
  await post("/v1/batch", { batch: [{ type: "identify", userId: "u1", anonymousId: "s1" }] });
  const lines = (await (await get("/peek/v1/users/export?id=u1")).text()).trim().split("\n");
  const exported = lines.map((line) => JSON.parse(line) as { kind: string; session?: object });
  expect(exported.filter(({ kind }) => kind === "session")).toMatchObject([
    { session: { id: "s1", errors: 1 } },
  ]);
  const request = new Request("http://localhost:7335/peek/v1/users?id=u1", { method: "DELETE" });
  const erased: unknown = await (await collector.fetch(request)).json();
  expect(erased).toMatchObject({ ids: ["u1", "s1"], sessions: 1, events: 5 });
  expect((await read<SessionsPage>(`?${RANGE}`)).sessions.map(({ id }) => id)).toEqual([
    "s3",
    "s2",
  ]);
  const { vitals } = await read<SessionSummary>(`/summary?${RANGE}&step=3600000`);
  expect(vitals.CLS?.count).toBe(1);
});

it.each([
  "?order=id",
  "?direction=up",
  "?cursor=x",
  "?q=a",
  "/summary?by=id",
  "/timeline",
  "?limit=501",
])("%s is refused", async (query) => {
  const { get } = await startCollector();
  expect((await get(`/peek/v1/sessions${query}`)).status).toBe(400);
});

it("finds a session by its id as it stands, white space included", async () => {
  const collector = await start();
  const context = { session: { id: " s1 " } };
  const event = { type: "track", event: "e", timestamp: START, anonymousId: " s1 ", context };
  await collector.post(
    "/v1/ingest",
    { version: 1, events: [event] },
    { "content-type": "application/json" },
  );
  const { session } = await collector.read<{ session: object }>("/timeline?id=%20s1%20");
  expect(session).toMatchObject({ id: " s1 " });
  expect((await collector.get("/peek/v1/sessions/timeline?id=s1")).status).toBe(404);
});
