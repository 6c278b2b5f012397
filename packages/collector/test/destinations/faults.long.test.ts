import type { DestinationStats } from "@peekjs/protocol";
import { expect, it, onTestFinished } from "vitest";
import { VENDORS } from "../../../destinations/test/faults/vendors.ts";
import { CollectorProcess, type Target } from "./support/collector-process.ts";
import { temporaryFolder } from "./support/events.ts";
import { message, WIRE_ACCIDENTS, type Accident } from "./support/wire-accidents.ts";
import { WireVendor, type WireFault } from "./support/wire-vendor.ts";

type Type = Exclude<Target["type"], "ndjson">;
type Titled = [title: string, fault: WireFault];

const TYPES = Object.keys(VENDORS) as Type[];

/** What says something else to one of them: a webhook's receiver speaks with its status alone; OTLP forbids to repeat. */
const OTHERWISE: Partial<Record<Type, readonly string[]>> = {
  webhook: ["a page under 200"],
  otlp: ["success under 500", "status 408", "status 425", "status 499", "status 520"],
};

/** A busy machine must not take an answer for late that its vendor has given in time. */
const PACE = { flushInterval: 10, retryDelay: 10, circuitCooldown: 100, timeout: 5_000 };

/** Milliseconds, for a busy machine. */
const EVENTUALLY = { timeout: 120_000, interval: 100 };

/** Every documented answer of a vendor that says nothing of an event, and every accident on the way. */
function faultsOf(type: Type): Titled[] {
  const all = Object.entries({ ...VENDORS[type]!.faults, ...WIRE_ACCIDENTS });
  return all.filter(([title]) => OTHERWISE[type]?.includes(title) !== true);
}

/** Calls as every destination takes them; every fiftieth is one that vendors refuse. */
function calls(from: number, to: number): Record<string, unknown>[] {
  return numbers(from, to).map((number) => ({
    type: "track",
    event: "Something",
    userId: "u1",
    timestamp: new Date().toISOString(),
    messageId: idOf(number),
    properties: { fault_id: idOf(number) },
    context: { userAgent: "UA", page: { url: "https://shop.test/" } },
  }));
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
const idOf = (number: number): string => `${number % 50 === 0 ? "bad" : "good"}-${number}`;
const isGood = (id: string): boolean => id.startsWith("good");

async function startVendors(
  nextFault: (type: Type) => () => Titled | undefined,
): Promise<Map<Type, WireVendor>> {
  const vendors = new Map<Type, WireVendor>();
  for (const type of TYPES) {
    const vendor = await WireVendor.start(VENDORS[type]!, nextFault(type));
    onTestFinished(() => vendor[Symbol.asyncDispose]());
    vendors.set(type, vendor);
  }
  return vendors;
}

function targetsOf(vendors: ReadonlyMap<Type, WireVendor>): Target[] {
  return [...vendors].map(([type, { url }]) => ({ type, name: type, url, options: PACE }));
}

/** All that was acknowledged has been taken, each by its id, or is a dead letter where the vendor never takes it. */
async function expectAll(
  collector: CollectorProcess,
  vendors: ReadonlyMap<Type, WireVendor>,
  last: number,
): Promise<void> {
  const ids = numbers(1, last).map(idOf);
  const good = ids.filter(isGood).toSorted();
  const bad = ids.filter((id) => !isGood(id)).toSorted();
  const isDone = { pending: 0, dropped: {} };
  for (const [type, vendor] of vendors) {
    const stats = async (): Promise<DestinationStats> => (await collector.stats())[type]!;
    await expect.poll(stats, { ...EVENTUALLY, message: type }).toMatchObject(isDone);
    expect([...vendor.taken.keys()].toSorted(), type).toEqual(good);
    // What a kill left in the outbox and in the queue is refused twice.
    expect([...new Set(await collector.deadLetters(type))].toSorted(), type).toEqual(bad);
    expect([...vendor.changed], type).toEqual([]);
  }
}

it("loses nothing and delivers once by event id, whatever vendors and networks do", async () => {
  const left = new Map(TYPES.map((type) => [type, faultsOf(type)]));
  const vendors = await startVendors((type) => {
    let requests = 0;
    return () => (requests++ % 3 === 0 ? left.get(type)!.shift() : undefined);
  });
  const collector = await CollectorProcess.start(temporaryFolder(), targetsOf(vendors));
  let last = 0;
  while ([...left.values()].some(({ length }) => length > 0)) {
    await collector.send(calls(last + 1, last + 10));
    last += 10;
    const mostPending = async (): Promise<number> =>
      Math.max(...Object.values(await collector.stats()).map(({ pending }) => pending));
    await expect.poll(mostPending, EVENTUALLY).toBeLessThan(100);
  }
  await expectAll(collector, vendors, last);
  for (const [type, vendor] of vendors) {
    expect(vendor.met.toSorted()).toEqual(
      faultsOf(type)
        .map(([title]) => title)
        .toSorted(),
    );
    // What its sender had heard of is not sent again.
    expect(vendor.repeated, type).toEqual([]);
    expect((await collector.stats())[type]).toMatchObject({
      accepted: last,
      dead: Math.floor(last / 50),
    });
  }
  console.info(`${last} events through ${JSON.stringify(countRequests(vendors))} requests`);
});

it("loses nothing and delivers by event id, though the collector is killed among the faults", async () => {
  let happenings = 0;
  const vendors = await startVendors((type) => {
    const faults = faultsOf(type);
    // A quarter of the requests; always another fault.
    return () => (happenings++ % 4 === 0 ? faults[(happenings * 7) % faults.length] : undefined);
  });
  const collector = await CollectorProcess.start(temporaryFolder(), targetsOf(vendors));
  const batches = 60;
  let acknowledged = 0;
  const client = (async () => {
    for (; acknowledged < batches; acknowledged++) {
      await collector.send(calls(acknowledged * 10 + 1, acknowledged * 10 + 10));
    }
  })();
  for (const enough of [10, 22, 35, 48]) {
    await expect.poll(() => acknowledged, { ...EVENTUALLY, interval: 1 }).toBeGreaterThan(enough);
    await collector.kill();
    await collector.start();
  }
  await client;
  await collector.kill();
  await collector.start();
  // What is refused is given up when others are taken, which none was since the start.
  const last = batches * 10 + 1;
  await collector.send(calls(last, last));
  await expectAll(collector, vendors, last);
  const repeated = [...vendors].map(([type, vendor]) => [type, vendor.repeated.length]);
  console.info(`Sent again after five kills: ${JSON.stringify(Object.fromEntries(repeated))}`);
});

it("gives a vendor that takes thirty seconds ten, or as many as it is told, and nobody else waits for it", async () => {
  const late: Accident = {
    isTaken: true,
    isAcknowledged: false,
    answer: (socket, body) => {
      const timer = setTimeout(() => socket.write(message("200 OK", body)), 30_000);
      socket.once("close", () => clearTimeout(timer));
    },
  };
  const nextFault = () => {
    const faults: Titled[] = [["late", late]];
    return () => faults.shift();
  };
  const vendors = await startVendors(nextFault);
  const heard = { ...late, isAcknowledged: true };
  const faults: Titled[] = [["late", heard]];
  const patient = await WireVendor.start(VENDORS["webhook"]!, () => faults.shift());
  onTestFinished(() => patient[Symbol.asyncDispose]());
  const prompt = await WireVendor.start(VENDORS["meta"]!, () => undefined);
  onTestFinished(() => prompt[Symbol.asyncDispose]());
  const collector = await CollectorProcess.start(temporaryFolder(), [
    // With the pace that they have by default.
    ...targetsOf(vendors).map((target) => ({ ...target, options: {} })),
    { type: "webhook", name: "patient", url: patient.url, options: { timeout: 40_000 } },
    { type: "meta", name: "prompt", url: prompt.url, options: {} },
  ]);
  const begin = performance.now();
  await collector.send(calls(1, 40));
  await expect.poll(() => prompt.taken.size, { timeout: 9_000 }).toBe(40);
  await expect.poll(() => patient.taken.size, { timeout: 9_000 }).toBe(40);
  await expectAll(collector, vendors, 40);
  for (const [type, { requests, repeated }] of vendors) {
    expect(requests, type).toBeGreaterThan(1);
    expect(repeated, type).toEqual([]);
  }
  await expect
    .poll(async () => (await collector.stats())["patient"], EVENTUALLY)
    .toMatchObject({
      delivered: 40,
      pending: 0,
      attempts: 40,
    });
  expect(performance.now() - begin).toBeGreaterThan(29_000);
  expect(patient).toMatchObject({ requests: 40, repeated: [] });
});

function countRequests(vendors: ReadonlyMap<Type, WireVendor>): object {
  return Object.fromEntries([...vendors].map(([type, { requests }]) => [type, requests]));
}
