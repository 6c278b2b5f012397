import { expect, it } from "vitest";
import { BatchSender } from "../../src/delivery/batch-sender.ts";
import { Delivery } from "../../src/delivery/delivery.ts";
import { Outbox } from "../../src/delivery/outbox.ts";
import type { SpoolGroup } from "../../src/delivery/spool.ts";
import { memorySpool } from "../support/memory-spool.ts";

const TOO_LARGE = { status: 413, contentType: "", retryAfter: undefined, body: "" };

/** Two requests in a group of their own. */
function groupOf(first: number) {
  const requests = [0, 1].map((i) => ({ timestamp: i, method: "GET", durationMs: 1 }));
  const text = JSON.stringify({ first, last: first + 1, requests });
  return { first, last: first + 1, text, bytes: text.length, header: "", summaries: 0 };
}

it.each([1, 2, 3, 4, 5, 6])(
  "has all of a batch wait again, what was cut included, when the disk fails a read (the %i.)",
  async (failing) => {
    const spool = memorySpool(new Map<number, SpoolGroup>(), () => true);
    const { read } = spool;
    let reads = 0;
    spool.read = (entry) => {
      if (++reads === failing) throw new Error("EMFILE");
      return read(entry);
    };
    const outbox = new Outbox("i", spool, 2);
    for (const first of [1, 3]) outbox.add(groupOf(first), true);
    outbox.makeDue();
    outbox.forgetWritten();
    const delivery = new Delivery({
      platform: { schedule: () => () => undefined, nextTurn: () => Promise.resolve() },
      transport: { send: () => Promise.resolve(TOO_LARGE), close: () => undefined },
      batchSize: 4,
      maxRetries: 0,
      slowDelay: 60_000,
      greeting: () => ({ body: "", headers: {} }),
      envelope: (_, texts) => ({ body: texts.join(","), headers: {} }),
      onDelivered: () => undefined,
      onDropped: () => undefined,
      trace: () => undefined,
      report: () => undefined,
    });
    delivery.add(outbox);
    await delivery.start();
    expect(reads).toBeGreaterThanOrEqual(failing);
    const waiting = outbox.take(4, 10_000)?.groups ?? [];
    const numbers = waiting.flatMap(({ first, last }) =>
      first === last ? [first] : [first, last],
    );
    expect(numbers).toEqual([1, 2, 3, 4]);
  },
);

it("sends nothing where all of a batch is damaged, and says what is lost", async () => {
  const spool = memorySpool(new Map<number, SpoolGroup>(), () => true);
  spool.read = () => undefined;
  spool.salvage = () => [];
  const outbox = new Outbox("i", spool, 2);
  for (const first of [1, 3]) outbox.add(groupOf(first), true);
  outbox.forgetWritten();
  const dropped: unknown[] = [];
  const sender = new BatchSender(
    {
      envelope: (_, texts) => ({ body: texts.join(","), headers: {} }),
      onDelivered: () => undefined,
      onDropped: (_, records, reason) => dropped.push({ records, reason }),
    },
    {
      ask: () => Promise.reject(new Error("asked")),
      mayGoOn: () => true,
      hold: () => undefined,
      succeed: () => undefined,
    },
  );
  await sender.deliver({ outbox, groups: outbox.take(4, 10_000)!.groups });
  expect(dropped).toEqual([
    { records: 2, reason: "spool_damaged" },
    { records: 2, reason: "spool_damaged" },
  ]);
});
