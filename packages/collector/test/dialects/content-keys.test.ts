import { describe, expect, it } from "vitest";
import { ContentKeys } from "../../src/dialects/content-keys.ts";

const at = (receivedAt: number) => ({ receivedAt, shortestBackoff: 100 });

/** Keys on a store that knows these, each since when. */
function keysOn(known: Record<string, number>): ContentKeys {
  return new ContentKeys(async (keys) => keys.map((key) => known[key]));
}

const under = async (key: string | undefined): Promise<string | undefined> => key;

it("the last key is a repeat's whose first batch came long enough ago", async () => {
  const keys = keysOn({ a: 0, b: 50, c: 150 });
  expect(await keys.lastRepeat(["a", "b", "c", "d"], at(150))).toBe(1);
  expect(await keys.lastRepeat(["a", "b", "c", "d"], at(149))).toBe(0);
  expect(await keys.lastRepeat(["a", "b", "c", "d"], at(99))).toBe(-1);
  expect(await keys.lastRepeat([], at(150))).toBe(-1);
});

describe("a batch is kept", () => {
  it("under its key when it is new or a repeat, and under none when it comes too soon for that", async () => {
    const keys = keysOn({ a: 0 });
    expect(await keys.whileKept("a", at(99), under)).toBeUndefined();
    expect(await keys.whileKept("a", at(100), under)).toBe("a");
    expect(await keys.whileKept("b", at(100), under)).toBe("b");
  });

  it("under none while one is being kept that is alike and came just before", async () => {
    const keys = keysOn({});
    const kept: (string | undefined)[] = [];
    const keep = async (key: string | undefined): Promise<void> => void kept.push(key);
    const first = keys.whileKept("a", at(0), async (key) => {
      await keys.whileKept("a", at(99), keep);
      await keys.whileKept("a", at(100), keep);
      await keep(key);
    });
    await first;
    expect(kept).toEqual([undefined, "a", "a"]);
  });

  it("under its key again after it could not be kept", async () => {
    const keys = keysOn({});
    const failed = keys.whileKept("a", at(0), () => Promise.reject(new Error("disk full")));
    await expect(failed).rejects.toThrow("disk full");
    expect(await keys.whileKept("a", at(1), under)).toBe("a");
  });
});
