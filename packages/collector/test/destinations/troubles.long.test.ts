import { startVendor, type VendorRequest } from "@peekjs/testing";
import { expect, it } from "vitest";
import { startFailingVendor } from "../../../../tests/support/failing-vendor.ts";
import { CollectorProcess, type Target } from "./support/collector-process.ts";
import { temporaryFolder } from "./support/events.ts";

const EVENTS = Number(process.env["PEEK_TEST_EVENTS"] ?? 10_000);
const BATCH = 500;
const KILLS = 4;
const EVENTUALLY = { timeout: 240_000, interval: 250 };
const EMAIL = "ada.lovelace@example.com";
const PHONE = "+4915112345678";

function purchases(first: number): Record<string, unknown>[] {
  return Array.from({ length: BATCH }, (_, index) => ({
    type: "track",
    event: "Order Completed",
    userId: "ada-1815",
    messageId: `m${first + index}`,
    properties: { order_id: `o${first + index}`, revenue: 20, currency: "EUR", email: EMAIL },
    context: { traits: { email: EMAIL, phone: PHONE }, userAgent: "UA" },
  }));
}

/** Counts how often each event was taken, and looks for what was to be hashed. */
class Ledger {
  readonly taken = new Map<string, number>();
  leaks = 0;

  take(ids: readonly string[], body = ""): void {
    for (const id of ids) this.taken.set(id, (this.taken.get(id) ?? 0) + 1);
    if (body.includes(EMAIL) || body.includes(PHONE)) this.leaks++;
  }

  get repeated(): number {
    return [...this.taken.values()].filter((count) => count > 1).length;
  }
}

it("loses nothing while one destination is cut, one lies, one hangs, and the collector is killed", async () => {
  const ledgers = {
    meta: new Ledger(),
    lying: new Ledger(),
    cut: new Ledger(),
    slow: new Ledger(),
  };
  let isHealed = false;
  await using meta = await startFailingVendor((ids) => ledgers.meta.take(ids));
  await using lying = await startVendor(({ json, body }) => {
    const ids = (json.data as { event_id: string }[]).map(({ event_id }) => event_id);
    if (!isHealed) return { status: 200, body: { code: 40_002, message: "invalid" } };
    ledgers.lying.take(ids, body);
    return { body: { code: 0 } };
  });
  const takeHook = (ledger: Ledger, { headers, body }: VendorRequest) => {
    ledger.take([headers["webhook-id"]!], body);
    return {};
  };
  await using cut = await startVendor((request) =>
    isHealed ? takeHook(ledgers.cut, request) : "reset",
  );
  await using slow = await startVendor((request) =>
    isHealed ? takeHook(ledgers.slow, request) : "hang",
  );
  const targets: Target[] = [
    { type: "meta", name: "meta", url: meta.url },
    { type: "tiktok", name: "lying", url: lying.url },
    { type: "webhook", name: "cut", url: cut.url },
    { type: "webhook", name: "slow", url: slow.url },
  ];
  // What a client sends again after a kill may be in a queue twice.
  const bounds = { maxQueueEvents: EVENTS + KILLS * BATCH };
  const collector = await CollectorProcess.start(temporaryFolder(), targets, bounds);
  let sent = 0;
  let slowestAnswer = 0;
  const client = (async () => {
    for (; sent < EVENTS; sent += BATCH) {
      const begin = performance.now();
      await collector.send(purchases(sent + 1));
      slowestAnswer = Math.max(slowestAnswer, performance.now() - begin);
    }
  })();
  for (let kill = 1; kill <= KILLS; kill++) {
    const enough = (EVENTS * kill) / (KILLS + 1);
    await expect.poll(() => sent, { ...EVENTUALLY, interval: 1 }).toBeGreaterThanOrEqual(enough);
    await collector.kill();
    await collector.start();
  }
  await client;
  await expect.poll(() => ledgers.meta.taken.size, EVENTUALLY).toBe(EVENTS);
  const before = await collector.stats();
  for (const name of ["lying", "cut", "slow"]) {
    expect(before[name], name).toMatchObject({ delivered: 0, dead: 0 });
    expect(before[name]!.dropped, name).toEqual({});
    expect(before[name]!.pending, name).toBeGreaterThanOrEqual(EVENTS);
  }
  isHealed = true;
  for (const [name, { taken }] of Object.entries(ledgers)) {
    await expect.poll(() => taken.size, { ...EVENTUALLY, message: name }).toBe(EVENTS);
  }
  const isDone = { pending: 0, dead: 0 };
  for (const name of Object.keys(ledgers)) {
    await expect
      .poll(async () => (await collector.stats())[name], EVENTUALLY)
      .toMatchObject(isDone);
  }
  const after = await collector.stats();
  for (const [name, { leaks }] of Object.entries(ledgers)) {
    expect(after[name]!.dropped, name).toEqual({});
    expect(leaks, name).toBe(0);
  }
  // What waits at a kill is queued once, though the outbox has it, too; the client has one batch under way.
  for (const name of ["lying", "cut", "slow"] as const) {
    expect(ledgers[name].repeated, name).toBeLessThanOrEqual(KILLS * BATCH);
  }
  const repeated = Object.entries(ledgers).map(([name, ledger]) => [name, ledger.repeated]);
  console.info(
    `Taken again after ${KILLS} kills: ${JSON.stringify(Object.fromEntries(repeated))}; slowest answer ${Math.round(slowestAnswer)} ms`,
  );
}, 900_000);
