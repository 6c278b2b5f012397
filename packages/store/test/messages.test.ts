import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, describe, it } from "vitest";
import { NOON } from "./support/batch.ts";
import { openForTest, temporaryDirectory } from "./support/directory.ts";
import { eventsBatch, trackEvent } from "./support/product-events.ts";

const HOUR = 3_600_000;
const ALL = { from: 0, to: NOON * 2, limit: 100 };

describe("a product event with a messageId", () => {
  it("is kept once, whether its repeat comes in the same batch, at the same time or later", async () => {
    const store = await openForTest(await temporaryDirectory());
    const once = trackEvent({ messageId: "m1" });
    const results = await Promise.all([
      store.append(eventsBatch([once, { ...once }])),
      store.append(eventsBatch([{ ...once }, trackEvent({ messageId: "m2" })])),
    ]);
    expect(results).toMatchObject([
      { accepted: 1, duplicates: 1 },
      { accepted: 1, duplicates: 1 },
    ]);
    expect(await store.append(eventsBatch([{ ...once }]))).toMatchObject({ duplicates: 1 });
    expect((await store.productEvents(ALL)).events).toHaveLength(2);
  });

  it("is known again after the process was killed, before it was loaded", async () => {
    const directory = await temporaryDirectory();
    const script = fileURLToPath(new URL("support/append-and-die.ts", import.meta.url));
    const child = spawn(process.execPath, [...process.execArgv, script, directory], {
      stdio: "inherit",
    });
    const [, signal] = (await once(child, "exit")) as [number | null, string | null];
    expect(signal).toBe("SIGKILL");
    const store = await openForTest(directory);
    const result = await store.append(eventsBatch([trackEvent({ messageId: "m1" })]));
    expect(result).toMatchObject({ accepted: 0, duplicates: 1 });
    expect((await store.productEvents(ALL)).events).toHaveLength(1);
  });

  it("is known again after a restart", async () => {
    const directory = await temporaryDirectory();
    for (let opened = 0; opened < 3; opened++) {
      const store = await openForTest(directory);
      const result = await store.append(eventsBatch([trackEvent({ messageId: "m1" })]));
      expect(result.accepted).toBe(opened === 0 ? 1 : 0);
      await store.close();
    }
  });

  it("may come again from another service, and after more than a day", async () => {
    const store = await openForTest(await temporaryDirectory());
    const append = (receivedAt: number, service: string) =>
      store.append(
        eventsBatch([trackEvent({ messageId: "m1" })], { receivedAt, resource: { service } }),
      );
    expect(await append(NOON, "web")).toMatchObject({ accepted: 1 });
    expect(await append(NOON, "shop")).toMatchObject({ accepted: 1 });
    expect(await append(NOON + 24 * HOUR, "web")).toMatchObject({ accepted: 0 });
    expect(await append(NOON + 27 * HOUR, "web")).toMatchObject({ accepted: 1 });
  });

  it("counts as received where its client numbers its records", async () => {
    const store = await openForTest(await temporaryDirectory());
    const numbered = (first: number) => {
      const batch = eventsBatch([trackEvent({ messageId: "m1" })], { instance: "a" });
      Object.assign(batch.groups[0]!, { first, last: first });
      return batch;
    };
    expect(await store.append(numbered(1))).toMatchObject({ accepted: 1 });
    expect(await store.append(numbered(2))).toMatchObject({ accepted: 0, duplicates: 1 });
    expect(await store.append(numbered(2))).toMatchObject({ accepted: 0, duplicates: 1 });
  });
});
