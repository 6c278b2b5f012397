import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ProductEvent } from "@peekjs/protocol";
import { expect, it } from "vitest";
import { DurableOutbox } from "../../../src/destinations/node/durable-outbox.ts";
import type { Outgoing } from "../../../src/destinations/outgoing.ts";
import { matchUser } from "../../../src/destinations/user-matcher.ts";
import { collect, temporaryFolder } from "../support/events.ts";

function open(directory: string): Promise<DurableOutbox> {
  const reportError = (error: unknown): never => expect.fail(String(error));
  return DurableOutbox.open({ directory, reportError, syncQueues: () => Promise.resolve() });
}

function batch(...userIds: string[]): Outgoing {
  const events = userIds.map((userId): ProductEvent => ({ type: "track", timestamp: 1, userId }));
  return { source: {}, events, requests: [] };
}

async function usersIn(directory: string): Promise<(string | undefined)[][]> {
  const outbox = await open(directory);
  const left = await collect(outbox.recover());
  await outbox.close();
  return left.map(({ outgoing }) => outgoing.events.map(({ userId }) => userId));
}

it("erases a user from batches that wait, which keep everything else", async () => {
  const directory = temporaryFolder();
  const outbox = await open(directory);
  const entries: object[] = [];
  for (const one of [batch("ada", "bob"), batch("ada"), batch("bob")]) {
    entries.push(await outbox.add(one));
  }
  await outbox.remove(entries[2]!);
  const ada = await matchUser(["ada"]);
  expect(await collect(outbox.find(ada))).toHaveLength(2);
  await outbox.erase(ada);
  const content = readdirSync(directory).map((name) => readFileSync(join(directory, name), "utf8"));
  expect(content.join("")).not.toContain("ada");
  expect(await collect(outbox.find(ada))).toEqual([]);
  await outbox.close();
  expect(await usersIn(directory)).toEqual([["bob"], []]);
});

it("lets go of a batch from which something is being erased", async () => {
  const directory = temporaryFolder();
  const outbox = await open(directory);
  const entry = await outbox.add(batch("ada", "bob"));
  const other = await outbox.add(batch("bob"));
  await Promise.all([outbox.erase(await matchUser(["ada"])), outbox.remove(entry)]);
  await outbox.remove(other);
  await outbox.close();
  expect(await usersIn(directory)).toEqual([]);
});

it("says that nothing is left to be recovered, at once or when everything was", async () => {
  const directory = temporaryFolder();
  const said: string[] = [];
  const openAs = (name: string): Promise<DurableOutbox> =>
    DurableOutbox.open({
      directory,
      reportError: () => {},
      syncQueues: () => Promise.resolve(),
      onRecovered: () => said.push(name),
    });
  const first = await openAs("first");
  await first.add(batch("ada"));
  await first.add(batch("bob"));
  await first.close();
  const second = await openAs("second");
  expect(said).toEqual(["first"]);
  for await (const _ of second.recover()) expect(said).toEqual(["first"]);
  expect(said).toEqual(["first", "second"]);
  await second.close();
});
