import { startFaultyEndpoint, type Fault } from "@peekjs/testing";
import { expect, test, vi } from "vitest";
import { faultSequence } from "../../src/endpoint/fault.ts";

function envelope(first: number, last: number): string {
  const requests = Array.from({ length: last - first + 1 }, () => ({
    timestamp: Date.now(),
    method: "GET",
    durationMs: 1,
  }));
  return JSON.stringify({ version: 1, instance: "i1", groups: [{ first, last, requests }] });
}

const post = (url: string, body: string, signal?: AbortSignal): Promise<Response> =>
  fetch(`${url}/v1/ingest`, { method: "POST", body, signal: signal ?? null });

test("counts what is unique, repeated and missing", async () => {
  await using endpoint = await startFaultyEndpoint();
  for (const [first, last] of [
    [1, 2],
    [2, 3],
    [6, 6],
  ] as const) {
    await post(endpoint.url, envelope(first, last));
  }
  expect(endpoint).toMatchObject({ attempts: 3, unique: 4, duplicated: 1, lost: 2 });
});

test.concurrent.each<[Fault, number]>([
  ["reset-before", 0],
  ["reset-after", 1],
  ["half-answer", 1],
  ["hang", 0],
  ["unread", 0],
  ["headers-only", 1],
  ["endless-answer", 1],
  [{ trickle: 1_000 }, 1],
])("%j fails the client, having taken in %i", async (fault, unique) => {
  await using endpoint = await startFaultyEndpoint({ script: [fault] });
  const client = new AbortController();
  const answer = post(endpoint.url, envelope(1, 1), client.signal).then((head) => head.text());
  const failed = expect(answer).rejects.toThrow();
  await vi.waitFor(() => expect(endpoint).toMatchObject({ attempts: 1, unique }));
  setTimeout(() => client.abort(), 500);
  await failed;
  expect(endpoint.unique).toBe(unique);
  expect((await post(endpoint.url, envelope(1, 1))).status).toBe(202);
  expect(endpoint).toMatchObject({ unique: 1, duplicated: unique });
});

test("answers any status with headers, without taking anything in", async () => {
  const fault = { status: 429, headers: { "retry-after": "7" }, body: "{}" };
  await using endpoint = await startFaultyEndpoint({ script: [fault] });
  const answer = await post(endpoint.url, envelope(1, 1));
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "7"]);
  expect(endpoint.unique).toBe(0);
});

test("answers whole, slowly", async () => {
  await using endpoint = await startFaultyEndpoint({ script: [{ slow: 20 }, { trickle: 1 }] });
  for (const duplicates of [0, 1]) {
    const answer = await post(endpoint.url, envelope(1, 1));
    expect(await answer.json()).toMatchObject({ duplicates });
  }
});

test("lets some deliveries alone meet a status", async () => {
  const when = (text: string): boolean => text.includes("i1");
  await using endpoint = await startFaultyEndpoint({
    script: [
      { status: 413, when },
      { status: 413, when },
    ],
  });
  expect((await post(endpoint.url, envelope(1, 1))).status).toBe(413);
  expect((await post(endpoint.url, envelope(1, 1).replace("i1", "i2"))).status).toBe(202);
});

test("fails until told to accept, and says when deliveries came", async () => {
  await using endpoint = await startFaultyEndpoint();
  endpoint.fail({ status: 503 });
  for (let i = 0; i < 2; i++) {
    expect((await post(endpoint.url, envelope(1, 1))).status).toBe(503);
  }
  await endpoint.accept();
  expect((await post(endpoint.url, envelope(1, 1))).status).toBe(202);
  expect(endpoint.attempts).toBe(3);
  expect(endpoint.attemptedAt).toEqual(endpoint.attemptedAt.toSorted((a, b) => a - b));
});

test("refuses connections, and listens again on the same port", async () => {
  await using endpoint = await startFaultyEndpoint();
  await endpoint.refuse();
  await expect(post(endpoint.url, envelope(1, 1))).rejects.toThrow();
  await endpoint.accept();
  expect((await post(endpoint.url, envelope(1, 1))).status).toBe(202);
});

test("listens where nobody is put who asks for any port: while it refuses, none gets what is meant for it", async () => {
  await using endpoint = await startFaultyEndpoint();
  expect(Number(new URL(endpoint.url).port)).toBeLessThan(32_768);
});

test("refuses what is no envelope, as a collector does", async () => {
  await using endpoint = await startFaultyEndpoint();
  expect((await post(endpoint.url, "[")).status).toBe(400);
});

test("the same seed flaps alike", () => {
  const flapping = { seed: 7, share: 0.5, faults: ["hang", "reset-after"] as Fault[] };
  const sequence = (): Fault[] => Array.from({ length: 50 }, faultSequence([], flapping));
  expect(sequence()).toEqual(sequence());
  expect(new Set(sequence()).size).toBe(3);
});
