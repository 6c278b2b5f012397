import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { QueuedEvent } from "@peekjs/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { DurableQueue } from "../../../src/destinations/node/durable-queue.ts";

const BOUNDS = { maxEvents: 12, maxBytes: 400, maxDeadLetters: 4 };

type Step =
  | { do: "add"; sizes: number[] }
  | { do: "take"; most: number }
  | { do: "putBack" | "putLast" | "settle" | "bury"; which: number }
  | { do: "redrive" }
  | { do: "crash" };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("add" as const), sizes: fc.array(fc.nat(60), { maxLength: 5 }) }),
  fc.record({ do: fc.constant("take" as const), most: fc.integer({ min: 1, max: 6 }) }),
  fc.record({
    do: fc.constantFrom("putBack" as const, "putLast" as const, "settle" as const, "bury" as const),
    which: fc.nat(63),
  }),
  fc.constantFrom<Step>({ do: "redrive" }, { do: "crash" }),
);

type Placed = [place: number, id: string, bytes: number, arrival: number];

/** What the queue should hold: places in the order of arrival, until something is put behind others. */
class Model {
  waiting: Placed[] = [];
  taken: Placed[] = [];
  dead: [id: string, bytes: number][] = [];
  places = 0;

  fits(sizes: readonly number[]): number {
    const held = [...this.waiting, ...this.taken];
    let [count, bytes] = [held.length, held.reduce((sum, [, , size]) => sum + size, 0)];
    const most = sizes.findIndex(
      (size) => count++ >= BOUNDS.maxEvents || (bytes += size) > BOUNDS.maxBytes,
    );
    return most === -1 ? sizes.length : most;
  }

  add(id: string, bytes: number): void {
    const arrival = this.places++;
    this.waiting.push([arrival, id, bytes, arrival]);
  }

  putBack(events: readonly Placed[]): void {
    this.waiting = [...events, ...this.waiting].sort(([a], [b]) => a - b);
  }

  putLast(events: readonly Placed[]): void {
    const place = this.places - 0.5;
    this.waiting.push(
      ...events.map(([, id, bytes, arrival]): Placed => [place, id, bytes, arrival]),
    );
  }

  restore(): void {
    const all = [...this.waiting, ...this.taken];
    this.waiting = all
      .map(([, id, bytes, arrival]): Placed => [arrival, id, bytes, arrival])
      .sort(([a], [b]) => a - b);
    this.taken = [];
  }
}

/** Those whose bit is set. */
function chosen<T>(items: readonly T[], which: number): T[] {
  return items.filter((_, index) => (which >> (index % 6)) & 1);
}

async function run(steps: readonly Step[], directory: string): Promise<void> {
  const open = (): Promise<DurableQueue> =>
    DurableQueue.open({ directory, ...BOUNDS, reportError: (error) => expect.fail(String(error)) });
  const model = new Model();
  let queue = await open();
  let taken: QueuedEvent[] = [];
  let ids = 0;
  for (const step of steps) {
    if (step.do === "add") {
      const events = step.sizes.map((size) => {
        const json = JSON.stringify("x".repeat(size));
        return { id: `e${ids++}`, json, bytes: json.length };
      });
      const fits = model.fits(events.map(({ bytes }) => bytes));
      expect(await queue.add(events)).toBe(fits);
      for (const { id, bytes } of events.slice(0, fits)) model.add(id, bytes);
    } else if (step.do === "take") {
      const some = await queue.take(step.most);
      const expected = model.waiting.splice(0, step.most);
      expect(some.map(({ id, json }) => [id, json.length])).toEqual(
        expected.map(([, id, bytes]) => [id, bytes]),
      );
      taken.push(...some);
      model.taken.push(...expected);
    } else if (step.do === "redrive") {
      const fits = model.fits(model.dead.map(([, bytes]) => bytes));
      expect(await queue.redrive()).toBe(fits);
      for (const [id, bytes] of model.dead.splice(0, fits)) model.add(id, bytes);
    } else if (step.do === "crash") {
      // Closing writes nothing: but for it, what is dead here would go on to tidy up in the new one's folder.
      await queue.close();
      queue = await open();
      taken = [];
      model.restore();
    } else {
      const some = chosen(taken, step.which);
      const gone = chosen(model.taken, step.which);
      taken = taken.filter((event) => !some.includes(event));
      model.taken = model.taken.filter((event) => !gone.includes(event));
      if (step.do === "settle") await queue.settle(some);
      else if (step.do === "putBack") {
        queue.putBack(some);
        model.putBack(gone);
      } else if (step.do === "putLast") {
        queue.putBack(some, { last: true });
        model.putLast(gone);
      } else {
        await queue.bury(some.map((event) => ({ event, reason: event.id, at: 1 })));
        model.dead = [
          ...model.dead,
          ...gone.map(([, id, bytes]): [string, number] => [id, bytes]),
        ].slice(-BOUNDS.maxDeadLetters);
      }
    }
    const { events, dead } = queue.size();
    expect({ events, dead }).toEqual({
      events: model.waiting.length + model.taken.length,
      dead: model.dead.length,
    });
  }
  // After a crash, letters are in the order of their events' arrival.
  const letters = await queue.deadLetters();
  expect(letters.map(({ reason }) => reason).toSorted()).toEqual(
    model.dead.map(([id]) => id).toSorted(),
  );
  await queue.close();
}

it("holds what a queue in memory would, whatever happens and whenever it crashes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const directory = mkdtempSync(join(tmpdir(), "peek-queue-"));
      await run(steps, directory).finally(() => rmSync(directory, { recursive: true }));
    }),
    { numRuns: 200 },
  );
});
