import { expect, it } from "vitest";
import type { LoggedEvent } from "../../../src/destinations/node/event-index.ts";
import { ReadAhead } from "../../../src/destinations/node/read-ahead.ts";
import { Unreadable, type Payload } from "../../../src/destinations/node/read-payloads.ts";

function logged(count: number, length = 10): LoggedEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    sequence: index,
    id: `e${index}`,
    bytes: length,
    expires: undefined,
    user: undefined,
    place: { segment: 1, offset: index * length },
    length,
    checksum: 0,
  }));
}

/** Takes events one by one, as where each is a request of its own. */
async function takeEach(events: LoggedEvent[], payloadOf: (event: LoggedEvent) => Payload) {
  const reads: number[] = [];
  const ahead = new ReadAhead(async (some) => {
    reads.push(some.length);
    return some.map(payloadOf);
  });
  const payloads: Payload[] = [];
  for (const [index, event] of events.entries()) {
    const following = (most: number): LoggedEvent[] => events.slice(index + 1, index + 1 + most);
    payloads.push(...(await ahead.read([event], following)));
  }
  return { reads, payloads };
}

it("reads what is taken one by one in few reads", async () => {
  const events = logged(150);
  const { reads, payloads } = await takeEach(events, ({ id }) => id);
  expect(payloads).toEqual(events.map(({ id }) => id));
  expect(reads).toEqual([64, 64, 22]);
});

it("reads no more ahead than fits into memory", async () => {
  const { reads } = await takeEach(logged(5, 100_000), ({ id }) => id);
  expect(reads).toEqual([2, 2, 1]);
});

it("asks again for what could not be read ahead", async () => {
  let asked = 0;
  const { payloads } = await takeEach(logged(3), ({ id }) =>
    id === "e1" && asked++ === 0 ? new Unreadable(new Error("EIO")) : id,
  );
  expect(payloads).toEqual(["e0", "e1", "e2"]);
});

it("has nothing in memory of what it is told to forget, also while it reads", async () => {
  const events = logged(3);
  const reads: string[][] = [];
  let release!: () => void;
  const held = new Promise<void>((resolve) => (release = resolve));
  const ahead = new ReadAhead(async (some) => {
    reads.push(some.map(({ id }) => id));
    await held;
    return some.map(({ id }) => id);
  });
  const first = ahead.read(events.slice(0, 1), () => events.slice(1));
  ahead.forget();
  release();
  await first;
  await ahead.read(events.slice(1, 2), () => []);
  expect(reads).toEqual([["e0", "e1", "e2"], ["e1"]]);
});
