import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createPeek } from "@peekjs/core";
import { createMount, type Mount } from "@peekjs/core/adapter";
import { expect, it, vi } from "vitest";
import { WeakList } from "../../src/client/weak-list.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

it("gives back what is still held, in its order, and forgets the rest", async () => {
  const list = new WeakList<object>();
  const held = [{ n: 1 }, { n: 2 }];
  for (const value of held) list.add(value);
  for (let i = 0; i < 1_000; i++) list.add({ i });
  await vi.waitFor(() => {
    collectGarbage();
    // Not the values: an error would hold them.
    expect([...list].length).toBe(2);
  });
  expect([...list]).toEqual(held);
});

it("forgets what is gone though nobody reads the others", async () => {
  const list = new WeakList<object>();
  const held = { n: 1 };
  list.add(held);
  for (let round = 0; round < 50; round++) {
    for (let i = 0; i < 100; i++) list.add({ i });
    await new Promise((resolve) => setImmediate(resolve));
    collectGarbage();
  }
  expect(list.size).toBeLessThan(1_000);
  expect([...list]).toContain(held);
});

it("lets go of the mounts of an app that nobody uses any more", async () => {
  await using client = createPeek({ endpoint: "http://127.0.0.1:9", durability: "memory" });
  const mount = (): Mount<object> =>
    createMount(client, {}, { name: "@peekjs/x", version: "1", routeOf: () => undefined });
  const gone = new WeakRef(mount());
  await vi.waitFor(() => {
    collectGarbage();
    expect(gone.deref() === undefined).toBe(true);
  });
});
