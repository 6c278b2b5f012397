import { expect, it } from "vitest";
import { Admission } from "../src/admission.ts";
import { batchOf, NOON, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";

const under = (idempotencyKey: string, receivedAt = NOON) =>
  batchOf([requestRecord()], { idempotencyKey, receivedAt });

it("the first key of a batch that had arrived by then is known", async () => {
  const admission = new Admission();
  const write = async (): Promise<void> => {};
  await admission.admit(under("a", NOON), write);
  await admission.admit(under("b", NOON + 1), write);
  expect(await admission.knownKey(["c", "b", "a"], NOON + 1)).toBe("b");
  expect(await admission.knownKey(["c", "b", "a"], NOON)).toBe("a");
  expect(await admission.knownKey(["c", "b", "a"], NOON - 1)).toBeUndefined();
});

it("a key is known once its batch is durable, and not when that fails", async () => {
  const admission = new Admission();
  let finish!: () => void;
  const written = new Promise<void>((resolve) => (finish = resolve));
  const first = admission.admit(under("a"), () => written);
  const known = admission.knownKey(["a"], NOON);
  finish();
  expect(await known).toBe("a");
  await first;
  const failed = admission.admit(under("b"), () => Promise.reject(new Error("disk full")));
  const answer = admission.knownKey(["b"], NOON);
  await expect(failed).rejects.toThrow("disk full");
  expect(await answer).toBeUndefined();
});

it("keys are known with their times after a restart, loaded or not", async () => {
  const directory = await temporaryDirectory();
  for (let restart = 0; restart < 3; restart++) {
    const store = await openForTest(directory);
    if (restart === 0) await store.append(under("a"));
    expect(await store.knownKey(["a"], NOON)).toBe("a");
    expect(await store.knownKey(["a"], NOON - 1)).toBeUndefined();
    await store.close();
  }
});
