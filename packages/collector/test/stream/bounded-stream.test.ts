import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { BoundedStream } from "../../src/stream/bounded-stream.ts";

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(length);

describe("BoundedStream", () => {
  it("hands over what was written, in order, whenever its reader asks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constant("read"), fc.integer({ min: 1, max: 50 }))),
        async (steps) => {
          const stream = new BoundedStream(1_000_000, () => {});
          const reader = stream.readable.getReader();
          const reads: Promise<number | undefined>[] = [];
          const written: number[] = [];
          for (const step of steps) {
            if (typeof step === "number") written.push(step);
            if (typeof step === "number") stream.write(bytes(step));
            else reads.push(reader.read().then(({ value }) => value?.length));
          }
          const complete = reads.slice(0, written.length);
          expect(await Promise.all(complete)).toEqual(written.slice(0, complete.length));
        },
      ),
    );
  });

  it("drops a reader that leaves more than the bound, and says so once", async () => {
    const onClose = vi.fn();
    const stream = new BoundedStream(100, onClose);
    const reader = stream.readable.getReader();
    expect(stream.write(bytes(60))).toBe(true);
    expect(stream.write(bytes(40))).toBe(true);
    expect(stream.write(bytes(1))).toBe(false);
    expect(stream.closed).toBe(true);
    expect(stream.write(bytes(1))).toBe(false);
    expect(onClose).toHaveBeenCalledOnce();
    expect(await reader.read()).toMatchObject({ done: true });
  });

  it("counts only what its reader has not taken", async () => {
    const stream = new BoundedStream(100, () => {});
    const reader = stream.readable.getReader();
    for (let i = 0; i < 20; i++) {
      expect(stream.write(bytes(90))).toBe(true);
      await reader.read();
    }
    expect(stream.closed).toBe(false);
  });

  it("ends when its reader goes", async () => {
    const onClose = vi.fn();
    const stream = new BoundedStream(100, onClose);
    await stream.readable.cancel();
    expect(stream.write(bytes(1))).toBe(false);
    expect(onClose).toHaveBeenCalledOnce();
  });
});
