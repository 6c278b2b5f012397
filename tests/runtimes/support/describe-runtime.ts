import { createHmac } from "node:crypto";
import {
  startRecordingEndpoint,
  type ReceivedRequest,
  type RecordingEndpoint,
} from "@peekjs/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startGate, type Gate } from "./gate.ts";
import type { RunningApp, StartApp } from "./start-app.ts";

export interface Runtime {
  name: string;
  /** What `sdk.runtime` must say. */
  reportedAs: RegExp;
  start: StartApp;
  /** Prefixes of the app's routes: `/wrapped` is behind `withPeek`. */
  mounts: ("" | "/wrapped")[];
  /** Whether the app makes its errors into answers, so that nobody sees what they were. */
  answersErrors?: boolean;
  /** Whether deliveries may outlive a request only inside `waitUntil`. */
  usesWaitUntil?: boolean;
}

const HASH_KEY = "runtimes";
const POLL = { timeout: 10_000, interval: 20 };

/** What an app may rely on in every runtime, on the real one over real sockets. */
export function describeRuntime(runtime: Runtime): void {
  describe(runtime.name, () => {
    let endpoint: RecordingEndpoint;
    let gate: Gate;
    let app: RunningApp;
    let next = 0;

    beforeAll(async () => {
      endpoint = await startRecordingEndpoint();
      gate = await startGate(endpoint.url);
      app = await runtime.start({
        PEEK_ENDPOINT: gate.url,
        PEEK_SERVICE: "runtimes",
        PEEK_CONSUMER_HASH_KEY: HASH_KEY,
        PEEK_MAX_STORAGE_BYTES: "0",
        PEEK_TIMEOUT: "1000",
        // Where there is a waitUntil, nothing else may be needed.
        PEEK_FLUSH_INTERVAL: runtime.usesWaitUntil === true ? "60000" : "100",
      });
    });
    afterAll(async () => {
      await app?.stop();
      await gate?.close();
      await endpoint?.close();
    });
    beforeEach(() => gate.open());

    const unique = (): string => `n${++next}`;
    const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${app.url}${path}`, { headers });
    const recordsOf = (path: string): ReceivedRequest[] =>
      endpoint.requests.filter((request) => request.path === path);
    const recordOf = async (path: string): Promise<ReceivedRequest> => {
      await expect.poll(() => recordsOf(path).length, { ...POLL, message: app.output() }).toBe(1);
      return recordsOf(path)[0]!;
    };
    const flush = async (timeout: number): Promise<unknown> => {
      const answer = await fetch(`${app.url}/control/flush?timeout=${timeout}`, { method: "POST" });
      return answer.json();
    };

    describe.each(runtime.mounts)("under %j", (mount) => {
      it("reports one request as one record", async () => {
        const path = `${mount}/orders/${unique()}`;
        const response = await get(`${path}?secret=1`, { "x-api-key": "key-1" });
        expect(response.status).toBe(200);
        await response.arrayBuffer();
        const record = await recordOf(path);
        expect(record).toMatchObject({
          method: "GET",
          route: `${mount}/orders/:id`,
          status: 200,
          consumer: hashOf("key-1"),
          consumerSource: "api_key",
          service: "runtimes",
        });
        expect(record.durationMs).toBeGreaterThanOrEqual(0);
        expect(Math.abs(record.timestamp - Date.now())).toBeLessThan(10_000);
        expect(record).not.toHaveProperty("query");
      });

      it("reports what a handler throws", async () => {
        const path = `${mount}/failures/${unique()}`;
        const response = await get(path);
        await response.arrayBuffer();
        expect(response.status).toBe(500);
        expect(await recordOf(path)).toMatchObject({
          route: `${mount}/failures/:id`,
          status: 500,
          ...(runtime.answersErrors === true ? {} : { errorType: "TypeError" }),
        });
      });

      it("reports a request that matched nothing without a route", async () => {
        const path = `${mount}/nowhere/${unique()}`;
        expect((await get(path)).status).toBe(404);
        const record = await recordOf(path);
        expect(record.status).toBe(404);
        expect(record.route).toBeUndefined();
      });

      it("leaves a streamed response as it is", async () => {
        const path = `${mount}/streams/${unique()}`;
        expect(await (await get(path)).text()).toBe("one two three");
        expect(await recordOf(path)).toMatchObject({ route: `${mount}/streams/:id`, status: 200 });
      });

      it("delivers concurrent requests once each, with the consumer of each, in few deliveries", async () => {
        const before = endpoint.envelopes.length;
        const sent = Array.from({ length: 200 }, (_, i) => ({
          path: `${mount}/orders/${unique()}`,
          key: `key-${i}`,
        }));
        await Promise.all(
          sent.map(async ({ path, key }) => {
            const response = await get(path, { "x-api-key": key });
            await response.arrayBuffer();
          }),
        );
        const paths = new Set(sent.map(({ path }) => path));
        const received = (): ReceivedRequest[] =>
          endpoint.requests.filter(({ path }) => paths.has(path!));
        await expect.poll(() => received().length, { ...POLL, message: app.output() }).toBe(200);
        const consumers = new Map(received().map(({ path, consumer }) => [path, consumer]));
        expect(consumers).toEqual(new Map(sent.map(({ path, key }) => [path, hashOf(key)])));
        expect(endpoint.envelopes.length - before).toBeLessThan(sent.length / 2);
        expect(endpoint.envelopes.at(-1)!.batch.stats?.dropped).toEqual({});
      });

      it("answers while the endpoint hangs, and delivers afterwards", async () => {
        gate.hold();
        const path = `${mount}/orders/${unique()}`;
        expect(await (await get(path)).json()).toMatchObject({ id: path.split("/").at(-1) });
        expect(recordsOf(path)).toHaveLength(0);
        gate.open();
        await recordOf(path);
      });

      it("delivers what an outage held back", async () => {
        await flush(5_000);
        gate.refuse();
        const during = `${mount}/orders/${unique()}`;
        await (await get(during)).arrayBuffer();
        await expect
          .poll(async () => ((await flush(200)) as { pending: number }).pending, POLL)
          .toBe(1);
        gate.open();
        const after = `${mount}/orders/${unique()}`;
        await (await get(after)).arrayBuffer();
        await recordOf(during);
        await recordOf(after);
      });
    });

    it("goes on after a request that ended while a delivery of it was under way", async () => {
      await flush(5_000);
      gate.hold();
      const vanished = [unique(), unique(), unique()].map((id) => `/orders/${id}`);
      for (const path of vanished) {
        await (await get(path)).arrayBuffer();
        // Its deadline passes while the endpoint hangs: the handler answers, and its request is over.
        expect(await flush(100)).toMatchObject({ delivered: 0 });
      }
      gate.refuse();
      gate.open();
      await expect
        .poll(
          async () => {
            await (await get(`/orders/${unique()}`)).arrayBuffer();
            return vanished.map((path) => recordsOf(path).length);
          },
          { ...POLL, interval: 200, message: app.output() },
        )
        .toEqual([1, 1, 1]);
    });

    it("says which runtime it runs in", async () => {
      const path = `/orders/${unique()}`;
      await (await get(path)).arrayBuffer();
      await recordOf(path);
      expect(endpoint.envelopes.at(-1)!.batch.sdk?.runtime).toMatch(runtime.reportedAs);
    });

    it("tells truthfully what a flush delivered and what is pending", async () => {
      await flush(5_000);
      gate.refuse();
      const path = `/orders/${unique()}`;
      await (await get(path)).arrayBuffer();
      await expect.poll(() => flush(100), POLL).toEqual({ delivered: 0, spooled: 0, pending: 1 });
      gate.open();
      expect(await flush(5_000)).toEqual({ delivered: 1, spooled: 0, pending: 0 });
      expect(recordsOf(path)).toHaveLength(1);
    });

    it("has counted every request once, and nothing as lost", async () => {
      await flush(5_000);
      const stats = (await (await get("/control/stats")).json()) as { accepted: number };
      expect(stats).toMatchObject({
        accepted: endpoint.requests.length,
        delivered: endpoint.requests.length,
        pending: 0,
        dropped: {},
      });
      const numbers = new Set(endpoint.requests.map(({ number }) => number));
      expect(numbers.size).toBe(endpoint.requests.length);
      expect(Math.max(...(numbers as Set<number>))).toBe(endpoint.requests.length);
    });
  });
}

/** The id of a consumer by its API key, as documented. */
function hashOf(key: string): string {
  return `c_${createHmac("sha256", HASH_KEY).update(key).digest("base64url").slice(0, 22)}`;
}
