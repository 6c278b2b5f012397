import { expect, it } from "vitest";
import { Admission } from "../src/admission.ts";
import { batchOf, NOON, requestRecord } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";

const under = (idempotencyKey: string, receivedAt = NOON) =>
  batchOf([requestRecord()], { idempotencyKey, receivedAt });

it("a key is known since its first batch arrived, whatever came again since", async () => {
  const admission = new Admission();
  const write = async (): Promise<void> => {};
  await admission.admit(under("a", NOON), write);
  await admission.admit(under("b", NOON + 1), write);
  await admission.admit(under("a", NOON + 2), write);
  expect(await admission.knownSince(["c", "b", "a"])).toEqual([undefined, NOON + 1, NOON]);
});

it("a key is known once its batch is durable, and not when that fails", async () => {
  const admission = new Admission();
  let finish!: () => void;
  const written = new Promise<void>((resolve) => (finish = resolve));
  const first = admission.admit(under("a"), () => written);
  const since = admission.knownSince(["a"]);
  finish();
  expect(await since).toEqual([NOON]);
  await first;
  const failed = admission.admit(under("b"), () => Promise.reject(new Error("disk full")));
  const answer = admission.knownSince(["b"]);
  await expect(failed).rejects.toThrow("disk full");
  expect(await answer).toEqual([undefined]);
});

it("keys are known with their times after a restart, loaded or not", async () => {
  const directory = await temporaryDirectory();
  for (let restart = 0; restart < 3; restart++) {
    const store = await openForTest(directory);
    if (restart === 0) await store.append(under("a"));
    expect(await store.knownSince(["a", "b"])).toEqual([NOON, undefined]);
    await store.close();
  }
});
