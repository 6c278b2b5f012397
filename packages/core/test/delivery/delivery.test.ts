import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPeek, type Peek, type PeekError } from "@peekjs/core";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { controlPipeline } from "../support/controlled-pipeline.ts";
import {
  accept,
  numbersOf,
  startScriptedEndpoint,
  type Arrived,
} from "../support/scripted-endpoint.ts";

type Endpoint = Awaited<ReturnType<typeof startScriptedEndpoint>>;

let endpoint: Endpoint;
let client: Peek;
let errors: PeekError[];
let answer: (arrived: Arrived, response: ServerResponse) => void;

const status =
  (code: number, headers: Record<string, string> = {}, body = "") =>
  (_: Arrived, response: ServerResponse) =>
    void response.writeHead(code, headers).end(body);
function record(count: number, path = "/a"): void {
  for (let i = 0; i < count; i++) client.recordRequest({ method: "GET", path, durationMs: 1 });
}

beforeEach(async () => {
  errors = [];
  answer = (_, response) => accept(response);
  endpoint = await startScriptedEndpoint((arrived, response) => answer(arrived, response));
  client = createPeek({
    endpoint: `${endpoint.url}/custom?tenant=7`,
    apiKey: "foreign-key",
    durability: "memory",
    maxStorageBytes: 0,
    flushInterval: 60_000,
    timeout: 500,
    onError: (error) => errors.push(error),
  });
});
afterEach(async () => {
  await client.shutdown({ timeout: 10 });
  await endpoint.close();
});

describe("delivery", () => {
  it("posts to the endpoint's own path and query, with the key", async () => {
    let seen: unknown;
    const endpointWithRequest = await startScriptedEndpoint((_, response, request) => {
      seen = [
        request.method,
        request.url,
        request.headers.authorization,
        request.headers["content-type"],
      ];
      accept(response);
    });
    const other = createPeek({
      endpoint: `${endpointWithRequest.url}/custom?tenant=7`,
      apiKey: "k",
      maxStorageBytes: 0,
    });
    other.recordRequest({ method: "GET", durationMs: 1 });
    await other.shutdown();
    await endpointWithRequest.close();
    expect(seen).toEqual(["POST", "/custom?tenant=7", "Bearer k", "application/json"]);
  });

  it.each([408, 425, 429, 500, 502, 503, 504])("tries again after %i", async (code) => {
    answer = status(code);
    record(3);
    const flushed = client.flush();
    await vi.waitFor(() => expect(endpoint.arrived.length).toBeGreaterThan(0));
    answer = (_, response) => accept(response);
    expect(await flushed).toMatchObject({ delivered: 3 });
    const keys = new Set(endpoint.arrived.map(({ key }) => key));
    expect(keys.size).toBe(1);
  });

  it("tries again after an answer whose body never ends", async () => {
    answer = (_, response) =>
      void response.writeHead(202, { "content-type": "application/json" }).write("{");
    record(1);
    const flushed = client.flush();
    await vi.waitFor(
      () => expect(errors.map(({ code }) => code)).toContain("PEEK_E_TIMEOUT"),
      3_000,
    );
    answer = (_, response) => accept(response);
    expect(await flushed).toMatchObject({ delivered: 1 });
  });

  it("tries again after a connection that was cut", async () => {
    answer = (_, response) => void response.destroy();
    record(1);
    const flushed = client.flush();
    await vi.waitFor(() => expect(endpoint.arrived.length).toBeGreaterThan(0));
    answer = (_, response) => accept(response);
    expect(await flushed).toMatchObject({ delivered: 1 });
  });

  it("sends nothing before the time that Retry-After names, and more only after it", async () => {
    answer = status(429, { "retry-after": "1" });
    record(1);
    void client.flush();
    await vi.waitFor(() => expect(endpoint.arrived).toHaveLength(1));
    answer = (_, response) => accept(response);
    record(1);
    await client.flush();
    const [first, second] = endpoint.arrived as [Arrived, Arrived];
    expect(second.at - first.at).toBeGreaterThanOrEqual(1_000);
  });

  it("halves a batch that is too large, down to the record that is", async () => {
    record(40);
    answer = (arrived, response) => {
      const numbers = numbersOf(arrived);
      if (numbers.length > 10 || numbers.includes(17)) response.writeHead(413).end();
      else accept(response);
    };
    expect(await client.flush()).toMatchObject({ delivered: 39, pending: 0 });
    expect(client.stats().dropped).toEqual({ too_large: 1 });
  });

  it("finds the one record for which a batch is refused, and delivers the others once and announces the loss", async () => {
    record(100);
    const accepted: number[] = [];
    answer = (arrived, response) => {
      const numbers = numbersOf(arrived);
      if (numbers.includes(42)) {
        status(400, { "content-type": "application/json" }, '{"code":"X"}')(arrived, response);
      } else {
        accepted.push(...numbers);
        accept(response);
      }
    };
    expect(await client.flush()).toMatchObject({ delivered: 99, pending: 0 });
    expect(accepted.toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, i) => i + 1).filter((number) => number !== 42),
    );
    expect(client.stats().dropped).toEqual({ refused: 1 });
    record(1);
    await client.flush();
    expect(endpoint.arrived.at(-1)!.body.lost).toEqual([
      { first: 42, last: 42, reason: "refused" },
    ]);
    record(1);
    await client.flush();
    expect(endpoint.arrived.at(-1)!.body.lost).toBeUndefined();
  });

  it("parks the refused record, with why and from where, for people to look at", async () => {
    const folder = mkdtempSync(join(tmpdir(), "peek-delivery-"));
    await client.shutdown();
    client = createPeek({
      endpoint: endpoint.url,
      storagePath: folder,
      flushInterval: 60_000,
      service: "orders",
    });
    record(3);
    client.track({ event: "Poison", userId: "u1" });
    answer = (arrived, response) => {
      if (numbersOf(arrived).includes(4)) status(400)(arrived, response);
      else accept(response);
    };
    expect(await client.flush()).toMatchObject({ delivered: 3, pending: 0, spooled: 0 });
    const [service] = readdirSync(folder);
    const letters = readFileSync(join(folder, service!, "dead-letters.ndjson"), "utf8");
    expect(JSON.parse(letters)).toMatchObject({
      reason: "refused",
      resource: { service: "orders" },
      group: { first: 4, last: 4, events: [{ event: "Poison", userId: "u1" }] },
    });
    await client.shutdown();
    rmSync(folder, { recursive: true });
  });

  it("keeps everything when the endpoint finds everything too large, and says so", async () => {
    record(50);
    answer = status(413);
    expect(await client.flush()).toMatchObject({ delivered: 0, pending: 50 });
    expect(client.stats().dropped).toEqual({});
    expect(errors.map(({ code }) => code)).toEqual(["PEEK_E_BODY_TOO_LARGE"]);
    expect(endpoint.arrived.length).toBeLessThan(30);
  });

  it("settles when the endpoint wants to speak another protocol", async () => {
    record(1);
    answer = (_, response) =>
      void response.writeHead(101, { upgrade: "x", connection: "upgrade" }).end();
    expect(await client.flush({ timeout: 1_000 })).toMatchObject({ delivered: 0, pending: 1 });
    const startedAt = performance.now();
    await client.shutdown({ timeout: 300 });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it("obeys Retry-After with every status, and waits for nothing that it rules out", async () => {
    record(1);
    answer = status(403, { "retry-after": "600" });
    await client.flush({ timeout: 2_000 });
    const startedAt = performance.now();
    await client.flush({ timeout: 10_000 });
    await client.flush({ timeout: 10_000 });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(endpoint.arrived).toHaveLength(1);
  });

  it("keeps everything when the endpoint refuses everything", async () => {
    answer = status(400, {}, "no");
    record(100);
    expect(await client.flush({ timeout: 2_000 })).toMatchObject({ delivered: 0, pending: 100 });
    expect(errors.map(({ code }) => code)).toContain("PEEK_E_REFUSED");
    answer = (_, response) => accept(response);
    expect(await client.flush()).toMatchObject({ delivered: 100 });
  });

  it.each([
    ["415", status(415)],
    ["a 400 that names columns", status(400, {}, '{"code":"PEEK_E_COLUMNS"}')],
  ])("goes over to rows after %s", async (_, refusal) => {
    answer = (arrived, response) => {
      const columns = arrived.body.groups.some(({ requests }) => !Array.isArray(requests));
      if (columns) refusal(arrived, response);
      else accept(response);
    };
    record(5);
    expect(await client.flush()).toMatchObject({ delivered: 5 });
    record(5);
    expect(await client.flush()).toMatchObject({ delivered: 5 });
    expect(endpoint.arrived).toHaveLength(3);
  });

  describe("to an endpoint that reads rows only", () => {
    const hasColumns = ({ body }: Arrived): boolean =>
      body.groups.some(({ requests }) => requests !== undefined && !Array.isArray(requests));

    it("goes over to rows although a batch was too large at first", async () => {
      answer = (arrived, response) => {
        if (numbersOf(arrived).length > 600) response.writeHead(413).end();
        else if (hasColumns(arrived)) response.writeHead(415).end();
        else accept(response);
      };
      record(1_000);
      expect(await client.flush({ timeout: 3_000 })).toMatchObject({ delivered: 1_000 });
      expect(errors).toEqual([]);
    });

    it("gives up the record that it answers 415 also as a row", async () => {
      answer = (arrived, response) => {
        const numbers = numbersOf(arrived);
        if (numbers.length > 16) response.writeHead(413).end();
        else if (hasColumns(arrived) || numbers.includes(7)) response.writeHead(415).end();
        else accept(response);
      };
      record(40);
      expect(await client.flush({ timeout: 3_000 })).toMatchObject({ delivered: 39, pending: 0 });
      expect(client.stats().dropped).toEqual({ refused: 1 });
    });

    it("sends each of two batches that it refuses at once again, whole and as rows", async () => {
      const refused: ServerResponse[] = [];
      answer = (arrived, response) => {
        if (!hasColumns(arrived)) return accept(response);
        refused.push(response);
        if (refused.length === 2) for (const one of refused) one.writeHead(415).end();
      };
      await client.shutdown();
      const onError = (error: PeekError): void => void errors.push(error);
      const { url } = endpoint;
      client = createPeek({ endpoint: url, durability: "memory", batchSize: 20, onError });
      record(40);
      expect(await client.flush({ timeout: 3_000 })).toMatchObject({ delivered: 40 });
      expect(endpoint.arrived.map((arrived) => numbersOf(arrived).length)).toEqual([
        20, 20, 20, 20,
      ]);
    });
  });

  it.each([
    ["401", status(401), "PEEK_E_KEY_REJECTED"],
    ["403", status(403), "PEEK_E_KEY_SCOPE"],
    [
      "a page of HTML",
      status(200, { "content-type": "text/html" }, "<html>"),
      "PEEK_E_WRONG_SERVER",
    ],
    ["a redirect", status(302, { location: "/login" }), "PEEK_E_WRONG_SERVER"],
    ["404", status(404), "PEEK_E_WRONG_SERVER"],
  ])("keeps everything after %s, without hurry", async (_, refusal, code) => {
    answer = refusal;
    record(5);
    expect(await client.flush()).toEqual({ delivered: 0, spooled: 0, pending: 5 });
    expect(errors.map((error) => error.code)).toEqual([code]);
    expect(endpoint.arrived).toHaveLength(1);
  });

  it("has at most two batches under way", async () => {
    let underWay = 0;
    let most = 0;
    answer = (_, response) => {
      most = Math.max(most, ++underWay);
      setTimeout(() => {
        underWay--;
        accept(response);
      }, 20);
    };
    record(5_000);
    expect(await client.flush()).toMatchObject({ delivered: 5_000 });
    expect(most).toBe(2);
  });

  it("settles a flush that waits for its next try when the client shuts down", async () => {
    answer = status(503, { "retry-after": "60" });
    record(1);
    const flushed = client.flush();
    await vi.waitFor(() => expect(errors).not.toEqual([]));
    await client.shutdown({ timeout: 10 });
    expect(await flushed).toEqual({ delivered: 0, spooled: 0, pending: 1 });
  });

  it("starts nothing after the shutdown's time is over, halves included", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const half = new Promise<void>((resolve) => {
      answer = (_, response) => {
        if (endpoint.arrived.length === 1) response.writeHead(413).end();
        else resolve();
      };
    });
    record(10);
    const ended = client.shutdown({ timeout: 100 });
    await half;
    await vi.advanceTimersByTimeAsync(100);
    await ended;
    expect(endpoint.arrived).toHaveLength(2);
  });

  it("starts nothing after the shutdown's time is over though the first half is answered then", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const tooLarge = { status: 413, contentType: "", retryAfter: undefined, body: "" };
    let sent = 0;
    const control = controlPipeline({});
    control.endpoint = (cut) =>
      ++sent === 1
        ? tooLarge
        : new Promise((resolve) => {
            cut.addEventListener("abort", () => resolve(tooLarge));
          });
    for (let i = 0; i < 10; i++) {
      control.pipeline.accept({ timestamp: Date.now(), method: "GET", durationMs: 1 });
    }
    const ended = control.pipeline.shutdown(100);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await ended).toMatchObject({ delivered: 0, spooled: 10 });
    expect(sent).toBe(2);
  });

  it("goes on greeting a collector that is not there yet, also after a flush of nothing", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const control = controlPipeline({});
    control.endpoint = "fails";
    control.pipeline.mounted({ name: "@peekjs/express", version: "1.0.0" });
    await vi.advanceTimersByTimeAsync(10);
    await control.pipeline.flush(1_000);
    control.endpoint = "accepts";
    await vi.advanceTimersByTimeAsync(120_000);
    expect(control.acknowledged).toBe(1);
  });
});
