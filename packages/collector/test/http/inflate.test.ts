import zlib from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TooManyBytes } from "../../src/http/collect.ts";
import { inflateAsStream, inflateAtOnce } from "../../src/http/inflate.ts";

const ways = {
  "at once": async (bytes: Uint8Array, limit: number): Promise<Uint8Array> =>
    inflateAtOnce(zlib, bytes, limit),
  "as a stream": inflateAsStream,
};

describe.each(Object.entries(ways))("inflating %s", (_, inflate) => {
  it("gives back what was compressed, up to the limit and not beyond", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 500 }), async (bytes) => {
        const gzip = zlib.gzipSync(bytes);
        expect(new Uint8Array(await inflate(gzip, bytes.length))).toEqual(bytes);
        if (bytes.length > 1) {
          await expect(inflate(gzip, bytes.length - 1)).rejects.toThrow(TooManyBytes);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("stops at the limit, far before the end of a bomb", async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const before = process.memoryUsage().rss;
    await expect(inflate(bomb, 1024 * 1024)).rejects.toThrow(TooManyBytes);
    expect(process.memoryUsage().rss - before).toBeLessThan(30 * 1024 * 1024);
  });

  it("refuses what is not gzip, or ends early", async () => {
    const gzip = zlib.gzipSync("[1,2,3]");
    for (const bytes of [Buffer.from("[1,2,3]"), gzip.subarray(0, -4), Buffer.alloc(0)]) {
      await expect(inflate(bytes, 1_000)).rejects.not.toThrow(TooManyBytes);
    }
  });
});
