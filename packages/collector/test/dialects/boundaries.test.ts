import { gzipSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { startCollector, type TestCollector } from "../support/collector.ts";
import { sharedStore } from "../support/store.ts";

/** A dialect's batch, written by hand so that it may hold what no serialiser writes. */
interface Dialect {
  path: string;
  /** The JSON of a batch of items. */
  batch: (items: string[]) => string;
  /** The JSON of an item that must be kept, with more of its own beside what it needs. */
  item: (name: string, extra?: string) => string;
}

const now = (): string => new Date().toISOString();
const beside = (extra: string | undefined): string => (extra === undefined ? "" : `,${extra}`);

const DIALECTS: Record<string, Dialect> = {
  Segment: {
    path: "/v1/batch",
    batch: (items) => `{"batch":[${items.join()}]}`,
    item: (name, extra) =>
      `{"type":"track","userId":"u1","event":"${name}","properties":{"x":1${beside(extra)}}}`,
  },
  RudderStack: {
    path: "/v1/batch",
    batch: (items) => `{"batch":[${items.join()}]}`,
    item: (name, extra) =>
      `{"type":"track","userId":"u1","event":"${name}","originalTimestamp":"${now()}","properties":{"x":1${beside(extra)}}}`,
  },
  PostHog: {
    path: "/batch/",
    batch: (items) => `{"api_key":"k","batch":[${items.join()}]}`,
    item: (name, extra) =>
      `{"distinct_id":"u1","event":"${name}","properties":{"x":1${beside(extra)}}}`,
  },
  "PostHog's array": {
    path: "/e/",
    batch: (items) => `[${items.join()}]`,
    item: (name, extra) =>
      `{"distinct_id":"u1","event":"${name}","properties":{"x":1${beside(extra)}}}`,
  },
  Serla: {
    path: "/api/v1/events/batch",
    batch: (items) => `{"events":[${items.join()}]}`,
    item: (name, extra) =>
      `{"distinctId":"u1","name":"${name}","properties":{"x":1${beside(extra)}}}`,
  },
  Unisights: {
    path: "/v1/unisights",
    batch: (items) => `{"data":{"session_id":"s1","events":[${items.join()}]}}`,
    item: (name, extra) => `{"type":"${name}","data":{"x":1${beside(extra)}}}`,
  },
  PeekAPI: {
    path: "/v1/events",
    batch: (items) => `[${items.join()}]`,
    item: (name, extra) =>
      `{"method":"GET","path":"/${name}","status_code":200,"response_time_ms":1,"timestamp":"${now()}","metadata":{"x":1${beside(extra)}}}`,
  },
};

interface Started extends TestCollector {
  onError: ReturnType<typeof vi.fn>;
  send: (
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers?: Record<string, string>,
  ) => Promise<Response>;
}

async function start(): Promise<Started> {
  const onError = vi.fn();
  const started = await startCollector({ onError });
  return {
    ...started,
    onError,
    send: async (path, body, headers = {}) => {
      const init = { method: "POST", body, headers };
      return started.collector.fetch(new Request(`http://localhost:7335${path}`, init));
    },
  };
}

/** Names that begin so, of all that is kept. */
async function namesKept(beginning: string): Promise<string[]> {
  const store = await sharedStore();
  const range = { from: 0, to: 2e15, limit: 1_000 };
  const { events } = await store.productEvents(range);
  const { requests } = await store.requests({ ...range, filter: [] });
  const paths = requests.map(({ path }) => path!.slice(1));
  const names = [...events.map(({ event }) => event ?? ""), ...paths];
  return names.filter((name) => name.startsWith(beginning)).toSorted();
}

const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

/** Items that are wrong in themselves, or hold what is hard to keep. */
const BAD = [
  "null",
  "1",
  '"text"',
  "[]",
  "[{}]",
  "{}",
  nested(300),
  nested(5_000),
  `{"properties":${nested(5_000)}}`,
  '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}',
];

/** Members of an event's own data that are hard to keep. */
const ODD = [
  '"big":1e999',
  '"big":-1e999',
  `"big":${"9".repeat(400)}`,
  '"x":2,"x":3',
  String.raw`"lone":"\ud800","\udc00":"\udfff"`,
  String.raw`"zero":"a\u0000b"`,
  '"__proto__":{"polluted":1}',
  `"deep":${nested(150)}`,
  `"":"","${"k".repeat(2_000)}":"${"v".repeat(20_000)}"`,
];

describe.each(Object.entries(DIALECTS))("%s", (dialect, { path, batch, item }) => {
  const beginning = dialect.replace(/\W/g, "");

  it("keeps the good events of a batch whatever the others are", async () => {
    const { send, onError } = await start();
    const good = BAD.map((_, index) => `${beginning}-good-${index}`);
    const items = BAD.flatMap((bad, index) => [bad, item(good[index]!)]);
    const { status } = await send(path, batch(items));
    expect(status).toBeLessThan(300);
    expect(await namesKept(`${beginning}-good`)).toEqual(good);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(onError).not.toHaveBeenCalled();
  });

  it("keeps events with values that are hard to keep", async () => {
    const { send, onError } = await start();
    const names = ODD.map((_, index) => `${beginning}-odd-${index}`);
    const { status } = await send(path, batch(ODD.map((odd, index) => item(names[index]!, odd))));
    expect(status).toBeLessThan(300);
    expect(await namesKept(`${beginning}-odd`)).toEqual(names);
    expect(onError).not.toHaveBeenCalled();
  });

  it("keeps what comes under any content type, compressed or not, with or without a mark", async () => {
    const { send } = await start();
    const types = [
      "",
      "text/plain;charset=UTF-8",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/octet-stream",
      "nonsense",
    ];
    const sent: string[] = [];
    for (const [index, type] of types.entries()) {
      for (const coding of ["", "gzip", "x-gzip", "GZIP", "identity"]) {
        const name = `${beginning}-as-${index}${coding}`;
        const json = batch([item(name)]);
        const isGzip = /gzip/i.test(coding);
        const headers = {
          ...(type !== "" && { "content-type": type }),
          ...(coding !== "" && { "content-encoding": coding }),
        };
        const body = isGzip ? new Uint8Array(gzipSync(json)) : new TextEncoder().encode(json);
        expect((await send(path, body, headers)).status).toBeLessThan(300);
        sent.push(name);
      }
    }
    expect(
      (await send(path, `\uFEFF${batch([item(`${beginning}-as-marked`)])}`)).status,
    ).toBeLessThan(300);
    expect(
      (await send(path, `\r\n\t ${batch([item(`${beginning}-as-spaced`)])}\n`)).status,
    ).toBeLessThan(300);
    sent.push(`${beginning}-as-marked`, `${beginning}-as-spaced`);
    expect(await namesKept(`${beginning}-as`)).toEqual(sent.toSorted());
  });

  it("takes an empty batch, and refuses what is none without keeping anything", async () => {
    const { send, onError } = await start();
    expect((await send(path, batch([]))).status).toBeLessThan(300);
    for (const body of ["", " ", "null", "1", '"a"', "{", "[1,", "\u0000", "{}{}"]) {
      expect((await send(path, body)).status).toBe(400);
    }
    const gzip = new Uint8Array(gzipSync(batch([item("cut")])));
    for (const cut of [0, 1, 10, gzip.length - 9, gzip.length - 1]) {
      const headers = { "content-encoding": "gzip" };
      expect((await send(path, gzip.subarray(0, cut), headers)).status).toBe(400);
    }
    expect(onError).not.toHaveBeenCalled();
  });

  it("takes no other method, and says which", async () => {
    const { collector } = await start();
    for (const method of ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const response = await collector.fetch(
        new Request(`http://localhost:7335${path}`, { method }),
      );
      expect([method, response.status]).toEqual([method, 405]);
      expect(response.headers.get("allow")).toBe("POST");
    }
  });

  it("is found with and without a slash at its end", async () => {
    const { send } = await start();
    const plain = path.replace(/\/$/, "");
    for (const written of [plain, `${plain}/`]) {
      const response = await send(written, batch([item("x")]));
      expect([written, response.status < 300]).toEqual([written, true]);
    }
  });
});
