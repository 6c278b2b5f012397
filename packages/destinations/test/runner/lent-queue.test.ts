import type { DeadLetter, DestinationQueue, QueuedEvent } from "@peekjs/protocol";
import { startVendor } from "@peekjs/testing";
import { expect, it, vi } from "vitest";
import { trackEvent, trackEvents } from "../events.ts";
import { idsDestination } from "./example.ts";

/** What a database would keep: it knows events by id, answers later, and hands out copies. */
class StoredQueue implements DestinationQueue {
  readonly #rows = new Map<string, { event: QueuedEvent; isTaken: boolean }>();
  readonly #dead: DeadLetter[] = [];

  async add(events: readonly QueuedEvent[]): Promise<number> {
    for (const event of events) this.#rows.set(event.id, { event, isTaken: false });
    return events.length;
  }

  async take(most: number): Promise<QueuedEvent[]> {
    const rows = [...this.#rows.values()].filter(({ isTaken }) => !isTaken).slice(0, most);
    for (const row of rows) row.isTaken = true;
    return rows.map(({ event }) => ({ ...event }));
  }

  async putBack(events: readonly QueuedEvent[]): Promise<void> {
    for (const { id } of events) {
      const row = this.#rows.get(id);
      if (row !== undefined) row.isTaken = false;
    }
  }

  async settle(events: readonly QueuedEvent[]): Promise<void> {
    for (const { id } of events) this.#rows.delete(id);
  }

  async bury(letters: readonly DeadLetter[]): Promise<number> {
    await this.settle(letters.map(({ event }) => event));
    this.#dead.push(...letters);
    return 0;
  }

  async deadLetters(): Promise<readonly DeadLetter[]> {
    return this.#dead;
  }

  async redrive(): Promise<number> {
    return this.add(this.#dead.splice(0).map(({ event }) => event));
  }

  size(): { events: number; bytes: number; dead: number } {
    return { events: this.#rows.size, bytes: 0, dead: this.#dead.length };
  }
}

it("leaves what it could not deliver in a queue that is lent, to whoever connects next", async () => {
  const queue = new StoredQueue();
  await using vendor = await startVendor(() => ({ status: 503 }));
  const first = idsDestination(vendor.url).connect({ queue });
  await first.enqueue(trackEvents(30), {});
  expect(await first.close({ timeout: 20 })).toEqual({ delivered: 0, pending: 30 });
  vendor.answer = () => ({});
  const second = idsDestination(vendor.url).connect({ queue });
  expect(await second.flush()).toEqual({ delivered: 30, pending: 0 });
});

it("goes on when the queue itself fails for a while", async () => {
  const queue = new StoredQueue();
  const take = queue.take.bind(queue);
  let calls = 0;
  queue.take = async (most) => {
    if (calls++ < 2) throw new Error("disk");
    return take(most);
  };
  await using vendor = await startVendor();
  const connection = idsDestination(vendor.url).connect({ queue });
  await connection.enqueue(trackEvents(3), {});
  expect(await connection.flush({ timeout: 5_000 })).toEqual({ delivered: 3, pending: 0 });
});

it("gives up what a damaged queue returns, and delivers the rest", async () => {
  const queue = new StoredQueue();
  await queue.add([{ id: "damaged", json: '{"id":', bytes: 6 }]);
  await using vendor = await startVendor();
  const connection = idsDestination(vendor.url).connect({ queue });
  await connection.enqueue(trackEvents(3), {});
  await connection.flush({ timeout: 5_000 });
  expect(connection.stats()).toMatchObject({ delivered: 3, dead: 1, pending: 0 });
});

it("hands back what the queue cannot take, uncounted, and takes it when it can", async () => {
  const queue = new StoredQueue();
  const add = queue.add.bind(queue);
  queue.add = () => Promise.reject(new Error("ENOSPC"));
  await using vendor = await startVendor();
  const connection = idsDestination(vendor.url).connect({ queue });
  const events = trackEvents(3);
  const failure = { code: "PEEK_E_DESTINATION_QUEUE", message: expect.stringContaining("ENOSPC") };
  await expect(connection.enqueue(events, {})).rejects.toMatchObject(failure);
  expect(connection.stats()).toMatchObject({ accepted: 0, pending: 0, dropped: {} });
  expect(connection.stats().lastAnswer).toContain("ENOSPC");
  queue.add = add;
  await connection.enqueue(events, {});
  expect(await connection.flush()).toEqual({ delivered: 3, pending: 0 });
  expect(connection.stats().accepted).toBe(3);
});

it("delivers the neighbours of an event that is refused, though no dead letter can be kept", async () => {
  const queue = new StoredQueue();
  queue.bury = () => Promise.reject(new Error("ENOSPC"));
  await using vendor = await startVendor();
  const report = vi.fn();
  const limits = { events: 10, maxAge: 60_000 };
  const connection = idsDestination(vendor.url, {}, limits).connect({ queue, report });
  const old = trackEvent({ timestamp: Date.now() - 120_000 });
  await connection.enqueue([...trackEvents(2), old, trackEvent()], {});
  expect(await connection.flush()).toEqual({ delivered: 3, pending: 0 });
  const dropped = { dead_letters_failed: 1 };
  expect(connection.stats()).toMatchObject({ accepted: 4, dead: 0, dropped });
  expect(report).toHaveBeenCalledWith(
    expect.objectContaining({ code: "PEEK_E_DESTINATION_QUEUE" }),
  );
});

it("tells that its queue cannot be read", async () => {
  const queue = new StoredQueue();
  queue.take = () => Promise.reject(new Error("EIO"));
  const report = vi.fn();
  const connection = idsDestination("http://127.0.0.1:9").connect({ queue, report });
  await connection.enqueue(trackEvents(1), {});
  await vi.waitFor(() => expect(report).toHaveBeenCalled());
  expect(report.mock.calls).toEqual([
    [expect.objectContaining({ code: "PEEK_E_DESTINATION_QUEUE" })],
  ]);
  expect(connection.stats().lastAnswer).toContain("EIO");
  await connection.close({ timeout: 10 });
});

it("sends what it had taken when the queue failed for a moment, and nothing that was settled", async () => {
  const queue = new StoredQueue();
  const bury = queue.bury.bind(queue);
  let isBroken = true;
  queue.bury = async (letters) => {
    if (!isBroken) return bury(letters);
    isBroken = false;
    throw new Error("EIO");
  };
  await queue.add([{ id: "damaged", json: '{"id":', bytes: 6 }]);
  await using vendor = await startVendor();
  const connection = idsDestination(vendor.url).connect({ queue });
  await connection.enqueue(trackEvents(3), {});
  await vi.waitFor(() => expect(connection.stats().lastAnswer).toContain("EIO"));
  expect(await connection.flush({ timeout: 5_000 })).toEqual({ delivered: 3, pending: 0 });
  expect(vendor.requests.flatMap(({ json }) => json as string[])).toHaveLength(3);
});
