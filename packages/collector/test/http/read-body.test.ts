import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteBudget } from "../../src/http/byte-budget.ts";
import { HttpProblem } from "../../src/http/problem.ts";
import { Semaphore } from "@peekjs/protocol/internal";
import { readBody } from "../../src/http/read-body.ts";

type Body = string | Uint8Array | ReadableStream<Uint8Array>;

const inflations = new Semaphore(1);
const LIMITS = { bodyBytes: 1_000, inflatedBytes: 5_000 };

function request(body: Body, headers: Record<string, string> = {}): Request {
  return new Request("http://localhost/v1/ingest", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    duplex: "half",
  });
}

async function refusal(body: Body, headers?: Record<string, string>): Promise<object> {
  const error: unknown = await readBody(request(body, headers), LIMITS, inflations).catch(
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(HttpProblem);
  const { status, code, options } = error as HttpProblem;
  return { status, code, headers: options.headers, members: options.members };
}

/** A body of unknown length that never ends, and tells how much of it was taken. */
function endless(): { stream: ReadableStream<Uint8Array>; taken: () => number } {
  let taken = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        taken += 100;
        controller.enqueue(new Uint8Array(100));
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, taken: () => taken };
}

describe("readBody", () => {
  it("gives back what was sent, plain or gzipped, of known or unknown length", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 900 }),
        fc.boolean(),
        fc.boolean(),
        async (bytes, gzip, chunked) => {
          const sent = gzip ? new Uint8Array(gzipSync(bytes)) : bytes;
          const headers: Record<string, string> = gzip ? { "content-encoding": "gzip" } : {};
          if (!chunked) headers["content-length"] = String(sent.length);
          const read = await readBody(request(sent, headers), LIMITS, inflations);
          expect(new Uint8Array(read)).toEqual(bytes);
        },
      ),
      { numRuns: 50 },
    );
  });

  it.each(["br", "deflate", "zstd", "gzip, gzip", "gzip,identity"])(
    "refuses the coding %j and says what it takes",
    async (coding) => {
      expect(await refusal("[]", { "content-encoding": coding })).toMatchObject({
        status: 415,
        code: "PEEK_E_CONTENT_CODING",
        headers: { "accept-encoding": "gzip, identity" },
      });
    },
  );

  it("refuses a body that declares too much before it reads", async () => {
    const { stream, taken } = endless();
    expect(await refusal(stream, { "content-length": "1001" })).toMatchObject({
      status: 413,
      code: "PEEK_E_BODY_SIZE",
      members: { limit: 1_000 },
    });
    expect(taken()).toBe(0);
  });

  it("stops reading a body of unknown length at the limit", async () => {
    const { stream, taken } = endless();
    expect(await refusal(stream)).toMatchObject({ status: 413, code: "PEEK_E_BODY_SIZE" });
    expect(taken()).toBeLessThanOrEqual(1_300);
  });

  it("stops inflating at the limit", async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(100_000)));
    expect(await refusal(bomb, { "content-encoding": "gzip" })).toMatchObject({
      status: 413,
      code: "PEEK_E_INFLATED_SIZE",
      members: { limit: 5_000 },
    });
  });

  it("refuses what is not gzip, or ends early", async () => {
    const whole = new Uint8Array(gzipSync("[1,2,3]"));
    for (const body of [new Uint8Array([1, 2, 3]), whole.subarray(0, whole.length - 4)]) {
      expect(await refusal(body, { "content-encoding": "gzip" })).toMatchObject({
        status: 400,
        code: "PEEK_E_GZIP",
      });
    }
  });

  it("refuses a body that breaks off", async () => {
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error("connection reset")),
    });
    expect(await refusal(stream)).toMatchObject({ status: 400, code: "PEEK_E_BODY_INCOMPLETE" });
  });
});

describe("bodies that anybody may send", () => {
  const limits = { bodyBytes: 1_000_000, inflatedBytes: 1_000_000 };
  const large = "x".repeat(100_000);

  /** A body that comes as far as `text`, and no further until it ends one way or the other. */
  function unfinished(text: string) {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const written = writer.write(new TextEncoder().encode(text));
    return { readable, writer, written };
  }

  it("are refused while others have taken all there is, and read again once these have ended", async () => {
    const budget = new ByteBudget(150_000);
    const read = (body: Body, headers?: Record<string, string>) => {
      const sent = request(body, headers);
      return budget.whileHeld(sent, () => readBody(sent, limits, inflations, budget));
    };
    for (const end of ["close", "abort"] as const) {
      const { readable, writer, written } = unfinished(large);
      const first = read(readable).catch((error: unknown) => error);
      await written;
      await expect
        .poll(() => read(large).catch((error: unknown) => error))
        .toMatchObject({ status: 503, code: "PEEK_E_BODIES" });
      await expect(read(large, { "content-length": "100000" })).rejects.toMatchObject({
        options: { headers: { "retry-after": "2" } },
      });
      await writer[end]().catch(() => {});
      await first;
      expect(await read(large)).toHaveLength(100_000);
    }
  });

  it("are not refused where they are short", async () => {
    const short = "x".repeat(1_000);
    const headers = { "content-length": "1000" };
    const read = readBody(request(short, headers), limits, inflations, new ByteBudget(0));
    expect(await read).toHaveLength(1_000);
  });

  it.each([
    ["plain", "x".repeat(1_000)],
    ["inflated", gzipSync("x".repeat(1_000))],
  ])("count where they are short and %s, though they are not refused", async (_, short) => {
    const budget = new ByteBudget(1_000);
    const headers = {
      "content-length": `${short.length}`,
      "content-encoding": typeof short === "string" ? "identity" : "gzip",
    };
    const first = request(short, headers);
    await budget.whileHeld(first, async () => {
      await readBody(first, limits, inflations, budget);
      await expect(readBody(request(large), limits, inflations, budget)).rejects.toMatchObject({
        code: "PEEK_E_BODIES",
      });
      expect(budget.take(1, {})).toBe(false);
    });
    expect(budget.take(1_000, {})).toBe(true);
  });
});
