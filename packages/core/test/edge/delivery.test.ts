import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createPeek, type Peek, type PeekError, type PeekOptions } from "../../src/index.edge.ts";
import {
  accept,
  numbersOf,
  startScriptedEndpoint,
  type Arrived,
} from "../support/scripted-endpoint.ts";

/** Milliseconds that a test has let pass. */
let ahead = 0;
vi.mock("../../src/time/clock.ts", () => ({ now: () => performance.now() + ahead }));

type Answer = (arrived: Arrived, response: ServerResponse) => void;

let endpoint: Awaited<ReturnType<typeof startScriptedEndpoint>>;
let client: Peek;
let errors: PeekError[];
let answer: Answer;

const status =
  (code: number, headers: Record<string, string> = {}, body = ""): Answer =>
  (_, response) =>
    void response.writeHead(code, headers).end(body);

function create(options: PeekOptions = {}): Peek {
  return createPeek({
    endpoint: `${endpoint.url}/custom?tenant=7`,
    apiKey: "foreign-key",
    flushInterval: 60_000,
    timeout: 5_000,
    onError: (error) => errors.push(error),
    ...options,
  });
}
function record(paths: string[]): void {
  for (const path of paths) client.recordRequest({ method: "GET", path, durationMs: 1 });
}
const codes = (): string[] => errors.map(({ code }) => code);
const pathsOf = ({ body }: Arrived): string[] =>
  body.groups.flatMap(({ requests }) => (requests as { path: string }[]).map(({ path }) => path));
const refuse =
  (code: number, isRefused: (paths: string[]) => boolean): Answer =>
  (arrived, response) => {
    if (isRefused(pathsOf(arrived))) response.writeHead(code).end("{}");
    else accept(response);
  };

beforeEach(async () => {
  errors = [];
  answer = (_, response) => accept(response);
  endpoint = await startScriptedEndpoint((arrived, response) => answer(arrived, response));
  client = create();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await client.shutdown({ timeout: 10 });
  await endpoint.close();
});

describe("delivery from the edge", () => {
  it("posts to the endpoint's own path and query, with the key and consecutive numbers", async () => {
    const seen: unknown[] = [];
    const other = await startScriptedEndpoint((_, response, { method, url, headers }) => {
      seen.push([method, url, headers.authorization, headers["content-type"]]);
      accept(response);
    });
    client = create({ endpoint: `${other.url}/custom?tenant=7` });
    record(["/a", "/b"]);
    expect(await client.flush()).toEqual({ delivered: 2, spooled: 0, pending: 0 });
    record(["/c"]);
    await client.flush();
    expect(seen[0]).toEqual(["POST", "/custom?tenant=7", "Bearer foreign-key", "application/json"]);
    expect(other.arrived.map(({ key }) => key.split(":")[1])).toEqual(["1-2", "3-3"]);
    await other.close();
  });

  it.each([408, 425, 429, 500, 502, 503])("tries again after %i", async (code) => {
    answer = (_, response) => {
      answer = (_, response) => accept(response);
      response.writeHead(code).end();
    };
    record(["/a"]);
    expect(await client.flush()).toMatchObject({ delivered: 1 });
    expect(codes()).toEqual(["PEEK_E_UNAVAILABLE"]);
  });

  it.each([
    ["seconds", (): string => "600"],
    ["a date", (): string => new Date(Date.now() + 600_000).toUTCString()],
  ])("obeys Retry-After in %s, also when it is asked to flush", async (_, retryAfter) => {
    answer = status(503, { "retry-after": retryAfter() });
    record(["/a"]);
    await client.flush({ timeout: 2_000 });
    await client.flush({ timeout: 2_000 });
    expect(endpoint.arrived).toHaveLength(1);
  });

  it.each([
    [401, "", "PEEK_E_KEY_REJECTED"],
    [403, "", "PEEK_E_KEY_SCOPE"],
    [404, "", "PEEK_E_WRONG_SERVER"],
    [302, "", "PEEK_E_WRONG_SERVER"],
    [200, "<html>", "PEEK_E_WRONG_SERVER"],
  ])("keeps everything and slows down after %i %j", async (code, body, expected) => {
    answer = status(code, { "content-type": "text/html", location: "/" }, body);
    record(["/a"]);
    expect(await client.flush()).toEqual({ delivered: 0, spooled: 0, pending: 1 });
    expect(endpoint.arrived).toHaveLength(1);
    expect(codes()).toEqual([expected]);
  });

  it("gives up an answer that does not end in time", async () => {
    answer = (_, response) => void response.writeHead(202).write("{");
    client = create({ timeout: 100 });
    record(["/a"]);
    expect(await client.flush({ timeout: 300 })).toMatchObject({ delivered: 0, pending: 1 });
    expect(codes()).toContain("PEEK_E_TIMEOUT");
  });

  it("sends halves of what is too large", async () => {
    answer = refuse(413, (paths) => paths.length > 3);
    record(Array.from({ length: 10 }, (_, i) => `/${i}`));
    expect(await client.flush()).toEqual({ delivered: 10, spooled: 0, pending: 0 });
    expect(client.stats().dropped).toEqual({});
  });

  it("drops the one record that is refused alone, announces its number, and delivers the others", async () => {
    answer = refuse(400, (paths) => paths.includes("/bad"));
    record(["/1", "/2", "/bad", "/4", "/5", "/6", "/7"]);
    expect(await client.flush()).toEqual({ delivered: 6, spooled: 0, pending: 0 });
    expect(client.stats()).toMatchObject({ accepted: 7, delivered: 6, dropped: { refused: 1 } });
    record(["/8"]);
    await client.flush();
    record(["/9"]);
    await client.flush();
    const lost = endpoint.arrived.flatMap(({ body }) => body.lost);
    expect(lost).toEqual([{ first: 3, last: 3, reason: "refused" }]);
    expect(codes()).toEqual(["PEEK_W_DROPPED"]);
  });

  it("loses nothing to an endpoint that refused everything for a moment", async () => {
    let refusals = 2;
    answer = (_, response) => {
      if (refusals-- > 0) response.writeHead(400).end();
      else accept(response);
    };
    record(["/1", "/2"]);
    expect(await client.flush()).toMatchObject({ delivered: 2, pending: 0 });
    expect(client.stats().dropped).toEqual({});
  });

  it("delivers what is behind a batch of which every record is refused", async () => {
    client = create({ batchSize: 20 });
    answer = refuse(400, (paths) => paths.includes("/bad"));
    record([
      ...Array.from({ length: 20 }, () => "/bad"),
      ...Array.from({ length: 20 }, () => "/good"),
    ]);
    for (let i = 0; i < 10 && client.pendingCount > 0; i++) {
      await client.flush();
      // A flush cuts a pause short once in a second.
      ahead += 1_001;
    }
    expect(client.stats()).toMatchObject({ delivered: 20, pending: 0, dropped: { refused: 20 } });
  });

  it("keeps everything when everything is refused, and finds that out with few requests", async () => {
    answer = status(400);
    record(Array.from({ length: 1_000 }, (_, i) => `/${i}`));
    expect(await client.flush()).toEqual({ delivered: 0, spooled: 0, pending: 1_000 });
    expect(endpoint.arrived.length).toBeLessThan(20);
    expect(codes()).toEqual(["PEEK_E_REFUSED"]);
    answer = (_, response) => accept(response);
    expect(await client.flush()).toMatchObject({ delivered: 1_000 });
  });

  it("delivers by its timer, and tries again by it", async () => {
    client = create({ flushInterval: 50 });
    vi.spyOn(Math, "random").mockReturnValue(0.1);
    answer = (_, response) => {
      answer = (_, response) => accept(response);
      response.destroy();
    };
    record(["/a"]);
    await vi.waitFor(() => expect(client.stats()).toMatchObject({ delivered: 1, pending: 0 }));
    expect(codes()).toEqual(["PEEK_E_UNREACHABLE"]);
  });

  it("sends a full batch at once", async () => {
    client = create({ batchSize: 2 });
    record(["/a", "/b"]);
    await vi.waitFor(() => expect(client.stats()).toMatchObject({ delivered: 2 }));
  });

  it("counts what comes after a shutdown, and ends in time while the endpoint hangs", async () => {
    answer = () => undefined;
    client = create({ timeout: 60_000 });
    record(["/a"]);
    const startedAt = performance.now();
    expect(await client.shutdown({ timeout: 100 })).toEqual({
      delivered: 0,
      spooled: 0,
      pending: 1,
    });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    record(["/b"]);
    expect(client.stats()).toMatchObject({ accepted: 2, pending: 1, dropped: { shutdown: 1 } });
  });

  it("accounts for every record, and sends none twice that was acknowledged", async () => {
    const answers = fc.constantFrom("accept", "503", "reset", "413", "cut");
    let seed = 1;
    const paths = fc.array(fc.constantFrom("/good", "/bad"), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.array(answers, { maxLength: 3 }), paths, async (script, paths) => {
        const acknowledged: number[] = [];
        answer = (arrived, response) => {
          const next = script.shift() ?? "accept";
          const sent = pathsOf(arrived);
          if (next === "503") response.writeHead(503).end();
          else if (next === "reset") response.destroy();
          else if (next === "cut") {
            response.writeHead(202, { "content-length": "9" }).write("{");
            setImmediate(() => response.destroy());
          } else if (next === "413" && sent.length > 1) response.writeHead(413).end();
          else if (sent.includes("/bad")) response.writeHead(400).end();
          else {
            acknowledged.push(...numbersOf(arrived));
            accept(response);
          }
        };
        vi.spyOn(Math, "random").mockImplementation(() => {
          seed = (seed * 16_807) % 2_147_483_647;
          return seed % 4 === 0 ? 0.5 : 0;
        });
        client = create({ onError: () => undefined });
        record(["/good", ...paths]);
        for (let i = 0; i < 20 && client.pendingCount > 0; i++) {
          await client.flush({ timeout: 1_000 });
          const { accepted, delivered, pending, dropped } = client.stats();
          const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
          expect(accepted).toBe(delivered + pending + lost);
        }
        expect(new Set(acknowledged).size).toBe(acknowledged.length);
        expect(acknowledged).toHaveLength(client.stats().delivered);
        const good = paths.filter((path) => path === "/good").length + 1;
        expect(client.stats().delivered).toBe(good);
      }),
      { numRuns: 15 },
    );
  });
});
