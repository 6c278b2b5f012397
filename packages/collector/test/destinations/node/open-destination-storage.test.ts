import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openDestinationStorage } from "../../../src/destinations/node/index.ts";
import { collect, temporaryFolder } from "../support/events.ts";

it("has a folder alone, until it is closed", async () => {
  const directory = temporaryFolder();
  const first = await openDestinationStorage({ directory });
  await expect(openDestinationStorage({ directory })).rejects.toMatchObject({
    code: "PEEK_E_DESTINATION_STORAGE_LOCKED",
  });
  await first.outbox.add({ source: {}, events: [], requests: [] });
  await first.close();
  const second = await openDestinationStorage({ directory });
  await second.close();
  expect(existsSync(join(directory, "lock"))).toBe(false);
});

it("says which folder it cannot use, and leaves it", async () => {
  const directory = temporaryFolder();
  const obstacle = join(directory, "outbox");
  writeFileSync(obstacle, "");
  for (const folder of [directory, join(obstacle, "destinations")]) {
    await expect(openDestinationStorage({ directory: folder })).rejects.toMatchObject({
      code: "PEEK_E_DESTINATION_QUEUE",
      message: expect.stringContaining(folder),
    });
  }
  rmSync(obstacle);
  const opened = await openDestinationStorage({ directory });
  await opened.close();
});

it("gives what it finds of a user as it is read, while the same is erased and its queue is given back", async () => {
  const storage = await openDestinationStorage({ directory: temporaryFolder() });
  onTestFinished(() => storage.close());
  const { queue, close } = await storage.host("shop");
  const events = Array.from({ length: 500 }, (_, id) => {
    const json = JSON.stringify({ id, user: "ada" });
    return { id: `e${id}`, json, bytes: json.length };
  });
  await queue!.add(events);
  const found = storage.find!(["ada"]);
  expect(await collect(found)).toHaveLength(500);

  const slow = storage.find!(["ada"])[Symbol.asyncIterator]();
  expect(await slow.next()).toMatchObject({ value: { destination: "shop", payload: { id: 0 } } });
  expect(await storage.erase(["ada"])).toBe(500);
  await close!();
  let rest = 0;
  while (!(await slow.next()).done) rest++;
  // Those that were read together with the first.
  expect(rest).toBe(199);
});
