import { Worker } from "node:worker_threads";
import { expect, it, onTestFinished, vi } from "vitest";
import { Pulse } from "../src/pulse.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";

it("tells for how long no answer has come, and sends one question at a time", async () => {
  let now = 1_000;
  const waiting: { resolve: () => void; reject: () => void }[] = [];
  const ask = vi.fn(
    () => new Promise<void>((resolve, reject) => waiting.push({ resolve, reject })),
  );
  const pulse = new Pulse(ask, () => now);
  expect(pulse.silence()).toBe(0);
  now += 70;
  expect(pulse.silence()).toBe(70);
  now += 30;
  expect(pulse.silence()).toBe(100);
  expect(ask).toHaveBeenCalledTimes(1);

  waiting[0]!.resolve();
  await Promise.resolve();
  expect(pulse.silence()).toBe(0);
  expect(ask).toHaveBeenCalledTimes(2);

  // A refusal is an answer, too.
  waiting[1]!.reject();
  await new Promise(setImmediate);
  now += 500;
  expect(pulse.silence()).toBe(0);
});

it("makes a store say that its database does not answer, and take that back when it does", async () => {
  const store = await openForTest(await temporaryDirectory());
  const held: unknown[] = [];
  const post = vi.spyOn(Worker.prototype, "postMessage");
  onTestFinished(() => post.mockRestore());
  post.mockImplementation((message) => held.push(message));
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());

  const { backlogRecords } = await store.status();
  expect(backlogRecords).toBe(0);
  vi.advanceTimersByTime(59_000);
  await store.status();
  vi.advanceTimersByTime(2_000);
  await expect(store.status()).rejects.toMatchObject({
    code: "PEEK_E_STORE_WORKER",
    message: expect.stringContaining("61 s"),
  });

  const [thread] = post.mock.contexts as Worker[];
  post.mockRestore();
  for (const message of held) thread!.postMessage(message);
  await expect.poll(() => store.status()).toMatchObject({ backlogRecords: 0 });
});
