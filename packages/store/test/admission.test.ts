import { describe, expect, it } from "vitest";
import type { Claim } from "../src/admission.ts";
import { Admission } from "../src/admission.ts";
import { batchOf, requestRecord } from "./support/batch.ts";

const records = [requestRecord(), requestRecord(), requestRecord()];

/** A write that ends when the test says so. */
function heldWrite() {
  const claims: Claim[] = [];
  let finish!: { resolve: () => void; reject: (error: Error) => void };
  const done = new Promise<void>((resolve, reject) => (finish = { resolve, reject }));
  const write = (claim: Claim): Promise<void> => {
    claims.push(claim);
    return done;
  };
  return { claims, write, ...finish };
}

const immediately = (claim: Claim): Promise<Claim> => Promise.resolve(claim);

describe.each([
  ["numbers", { instance: "a", first: 1 }],
  ["a key", { idempotencyKey: "k" }],
])("a repeat of a batch with %s", (_, scope) => {
  it("waits for the original, and is a duplicate once that is durable", async () => {
    const admission = new Admission();
    const original = heldWrite();
    const first = admission.admit(batchOf(records, scope), original.write);
    let repeated: Claim | undefined;
    const second = admission
      .admit(batchOf(records, scope), immediately)
      .then((claim) => (repeated = claim));
    await new Promise((resolve) => setImmediate(resolve));
    expect(repeated).toBeUndefined();
    original.resolve();
    await Promise.all([first, second]);
    expect(repeated).toMatchObject({ accepted: 0, duplicates: 3 });
  });

  it("takes the original's place when that could not be written", async () => {
    const admission = new Admission();
    const original = heldWrite();
    const first = admission.admit(batchOf(records, scope), original.write);
    const second = admission.admit(batchOf(records, scope), immediately);
    original.reject(new Error("disk full"));
    await expect(first).rejects.toThrow("disk full");
    expect(await second).toMatchObject({ accepted: 3, duplicates: 0 });
  });
});

describe("batches that share no number", () => {
  it("do not wait for each other", async () => {
    const admission = new Admission();
    const held = heldWrite();
    const first = admission.admit(batchOf(records, { instance: "a", first: 1 }), held.write);
    const claims = await Promise.all([
      admission.admit(batchOf(records, { instance: "a", first: 4 }), immediately),
      admission.admit(batchOf(records, { instance: "b", first: 1 }), immediately),
      admission.admit(batchOf(records), immediately),
    ]);
    expect(claims.map(({ accepted }) => accepted)).toEqual([3, 3, 3]);
    held.resolve();
    await first;
  });
});

describe("one batch that names a number twice", () => {
  it("keeps the first", async () => {
    const batch = batchOf(records, { instance: "a", first: 1 });
    batch.groups.push(...batchOf(records, { first: 3 }).groups);
    expect(await new Admission().admit(batch, immediately)).toMatchObject({
      accepted: 5,
      duplicates: 1,
    });
  });
});
