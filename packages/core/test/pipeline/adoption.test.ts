import { expect, it, vi } from "vitest";
import { Adoption } from "../../src/pipeline/adoption.ts";
import type { Outbox } from "../../src/delivery/outbox.ts";
import type { AdoptedSpool } from "../../src/delivery/spool.ts";

it("looks again only after a look has come to its end, and after one that failed", async () => {
  vi.useFakeTimers();
  let underWay = 0;
  let most = 0;
  let looks = 0;
  const adopt = function* (): Generator<AdoptedSpool> {
    looks++;
    most = Math.max(most, ++underWay);
    for (let i = 0; i < 100; i++) yield { instance: "a", groups: [], lost: [], stats: undefined };
    underWay--;
    throw new Error("unreadable");
  };
  const failures: unknown[] = [];
  const adoption = new Adoption({
    spool: { adopt } as never,
    groupSize: 500,
    // Each turn takes a second, as on a machine that has more to do than it can.
    platform: {
      schedule: (task, milliseconds) => {
        const timer = setTimeout(task, Math.max(1_000, milliseconds));
        return () => clearTimeout(timer);
      },
    },
    delivery: { add: () => undefined, remove: () => undefined },
    onAdopted: () => undefined,
    report: (error) => failures.push(error),
  });
  adoption.start();
  await vi.advanceTimersByTimeAsync(250_000);
  adoption.close();
  vi.useRealTimers();
  expect(looks).toBeGreaterThan(1);
  expect(failures.length).toBeGreaterThan(0);
  expect(most).toBe(1);
});

it("lets go of what was delivered, and of nothing else, however many processes come and go", async () => {
  vi.useFakeTimers();
  const waiting = new Set<Outbox>();
  let processes = 0;
  let delivered = 0;
  const adopt = function* (): Generator<AdoptedSpool> {
    const entry = { segment: undefined, offset: 0, length: 2, frames: 1 };
    const group = { first: 1, last: 1, summaries: 0, header: "", bytes: 2, entry };
    const instance = String(++processes);
    yield { instance, groups: [group], lost: [], stats: undefined };
  };
  const adoption = new Adoption({
    spool: { adopt, release: () => undefined } as never,
    groupSize: 500,
    platform: {
      schedule: (task, milliseconds) => {
        const timer = setTimeout(task, milliseconds);
        return () => clearTimeout(timer);
      },
    },
    delivery: { add: (outbox) => waiting.add(outbox), remove: (outbox) => waiting.delete(outbox) },
    onAdopted: () => {
      for (const outbox of waiting) {
        const batch = processes === 1 ? undefined : outbox.take(1, 1);
        if (batch === undefined) continue;
        outbox.settle(batch.groups);
        delivered++;
      }
    },
    report: (error) => expect.unreachable(String(error)),
  });
  adoption.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(adoption.onDisk).toBe(1);
  await vi.advanceTimersByTimeAsync(20 * 60_000);
  adoption.close();
  vi.useRealTimers();
  expect(processes).toBeGreaterThan(50);
  expect(delivered).toBe(processes);
  expect(adoption.onDisk).toBe(0);
  expect(waiting.size).toBeLessThan(3);
});

it("gives the event loop a turn wherever a look asks for one, and stops there once it is closed", async () => {
  vi.useFakeTimers();
  let asked = 0;
  const adopt = function* (): Generator<undefined> {
    for (let i = 0; i < 10; i++) yield void asked++;
  };
  const adoption = new Adoption({
    spool: { adopt } as never,
    groupSize: 500,
    platform: {
      schedule: (task, milliseconds) => {
        const timer = setTimeout(task, Math.max(1, milliseconds));
        return () => clearTimeout(timer);
      },
    },
    delivery: { add: () => undefined, remove: () => undefined },
    onAdopted: () => expect.unreachable(),
    report: (error) => expect.unreachable(String(error)),
  });
  adoption.start();
  for (let turn = 1; turn <= 5; turn++) {
    await vi.advanceTimersByTimeAsync(1);
    expect(asked).toBe(turn);
  }
  adoption.close();
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  expect(asked).toBe(5);
});
