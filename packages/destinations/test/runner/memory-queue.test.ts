import type { QueuedEvent } from "@peekjs/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { MemoryQueue } from "../../src/runner/memory-queue.ts";

const BOUNDS = { maxQueueEvents: 10, maxQueueBytes: 1_000, maxDeadLetters: 10 };

const event = (id: string, user: string): QueuedEvent => ({ id, json: `"${id}"`, bytes: 4, user });
const isAda = ({ user }: QueuedEvent): boolean => user === "ada";
const idsOf = (events: readonly QueuedEvent[]): string[] => events.map(({ id }) => id);

it("finds and forgets what is meant: waiting, given up, or being sent", () => {
  const queue = new MemoryQueue(BOUNDS);
  const users = ["ada", "bob", "ada", "bob", "ada", "ada", "bob"];
  queue.add(users.map((user, index) => event(`e${index}`, user)));
  const [dead, alive, back, sent, buried] = queue.take(5);
  const letter = (one: QueuedEvent) => ({ event: one, reason: "refused", at: 1 });
  queue.bury([letter(dead!), letter(alive!)]);

  const found = queue.find(isAda).map(({ event: { id }, reason }) => [id, reason]);
  expect(found).toEqual([["e2"], ["e4"], ["e5"], ["e0", "refused"]].map(([id, why]) => [id, why]));
  expect(queue.erase(isAda)).toBe(2);
  expect(queue.find(isAda)).toEqual([]);
  expect(queue.size()).toEqual({ events: 4, bytes: 16, dead: 1, erased: 2 });

  queue.putBack([back!, sent!]);
  queue.bury([letter(buried!)]);
  queue.settle([back!]);
  expect(queue.size()).toEqual({ events: 2, bytes: 8, dead: 1, erased: 4 });
  expect(idsOf(queue.take(9))).toEqual(["e3", "e6"]);
  expect(queue.deadLetters().map(({ event: { id } }) => id)).toEqual(["e1"]);
});

it("forgets what was answered to any when one is forgotten: it may be about that one", () => {
  const queue = new MemoryQueue(BOUNDS);
  queue.add([event("e0", "ada"), event("e1", "bob")]);
  const letters = queue.take(2).map((one) => ({
    event: one,
    reason: "answered 422",
    answer: "no such user: ada",
    at: 1,
  }));
  queue.bury(letters);
  expect(queue.find(isAda)).toMatchObject([{ answer: "no such user: ada" }]);
  queue.erase(isAda);
  expect(queue.deadLetters()).toEqual([
    { event: letters[1]!.event, reason: "answered 422", at: 1 },
  ]);
});

it("puts back to the old place, or behind what waits now", () => {
  const queue = new MemoryQueue(BOUNDS);
  queue.add(["e0", "e1", "e2", "e3"].map((id) => event(id, "ada")));
  const [first, second, third] = queue.take(3);
  queue.putBack([first!], { last: true });
  queue.putBack([second!, third!]);
  queue.add([event("e4", "ada")]);
  expect(idsOf(queue.take(2))).toEqual(["e1", "e2"]);
  const again = queue.take(2);
  expect(idsOf(again)).toEqual(["e3", "e0"]);
  queue.putBack(again);
  expect(idsOf(queue.take(9))).toEqual(["e3", "e0", "e4"]);
});

it("counts as erased what never came to its end, and as delivered what did", () => {
  const queue = new MemoryQueue(BOUNDS);
  queue.add(["e0", "e1"].map((id) => event(id, "ada")));
  const [one, other] = queue.take(2);
  expect(queue.erase(isAda)).toBe(0);
  queue.settle([one!]);
  expect(queue.size()).toMatchObject({ events: 1, erased: 0 });
  queue.putBack([other!]);
  expect(queue.size()).toMatchObject({ events: 0, bytes: 0, erased: 1 });
});

it("gives out in the order of arrival whatever is put back, in whatever order", () => {
  const step = fc.record({
    added: fc.nat(4),
    taken: fc.nat(6),
    back: fc.nat(),
    last: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const queue = new MemoryQueue({ ...BOUNDS, maxQueueEvents: 1_000 });
      /** By place: behind all others, an event has another. */
      let waiting: [place: number, id: string][] = [];
      const places = new Map<string, number>();
      const taken: QueuedEvent[] = [];
      let next = 0;
      const wait = (id: string, place: number): void => {
        places.set(id, place);
        waiting = [...waiting, [place, id] as [number, string]].sort(([a], [b]) => a - b);
      };
      for (const { added, taken: most, back, last } of steps) {
        for (let i = 0; i < added; i++) {
          queue.add([event(`e${next}`, "ada")]);
          wait(`e${next}`, next++);
        }
        const some = queue.take(most);
        expect(idsOf(some)).toEqual(waiting.splice(0, most).map(([, id]) => id));
        taken.push(...some);
        const returned = taken.filter((_, index) => (back >> (index % 30)) & 1).toReversed();
        for (const one of returned) taken.splice(taken.indexOf(one), 1);
        queue.putBack(returned, { last });
        for (const { id } of returned) wait(id, last ? next++ : places.get(id)!);
      }
      expect(idsOf(queue.take(1_000))).toEqual(waiting.map(([, id]) => id));
    }),
  );
});
