import { cpSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { startVendor } from "@peekjs/testing";
import { expect } from "vitest";
import { CollectorProcess } from "../../destinations/support/collector-process.ts";
import { temporaryFolder } from "../../destinations/support/events.ts";
import { PrivateCollector, textsIn } from "./private-collector.ts";

const ID = "person@mail.example";
const DEVICE = "device-of-person";
const TEXTS = [ID, DEVICE];

const call = (fields: Record<string, unknown>, messageId: string): Record<string, unknown> => ({
  type: "track",
  event: "Seen",
  messageId,
  ...fields,
});

/** The folder of a collector that is closed, with events of two users kept and on their way. */
export async function keptFolder(): Promise<string> {
  const collector = await PrivateCollector.start();
  for (let sent = 0; sent < 20; sent++) {
    const who = sent % 2 === 0 ? { userId: ID, anonymousId: DEVICE } : { anonymousId: DEVICE };
    await collector.send(call(who, `p${sent}`));
    await collector.send(call({ userId: "bob" }, `b${sent}`));
  }
  await collector[Symbol.asyncDispose]();
  return collector.directory;
}

/**
 * Erases a user in a copy of the folder, kills the process after so many milliseconds, by default once it is done, and asks
 * a new one again. Resolves with how long it took.
 */
export async function eraseAndKill(template: string, delay?: number): Promise<number> {
  await using vendor = await startVendor(() => "hang");
  const directory = temporaryFolder();
  cpSync(template, directory, { recursive: true });
  const hook = { type: "webhook", name: "raw", url: vendor.url } as const;
  const collector = await CollectorProcess.start(directory, [hook]);
  const erase = (): Promise<Response> =>
    fetch(`${collector.url}/peek/v1/users?id=${ID}`, { method: "DELETE" });
  const begin = performance.now();
  const erased = erase().catch(() => undefined);
  await (delay === undefined ? erased : setTimeout(delay));
  const duration = performance.now() - begin;
  await collector.kill();
  await erased;
  await collector.start();
  expect((await erase()).status).toBe(200);
  expect(textsIn(directory, TEXTS)).toEqual([]);
  const exported = await (await fetch(`${collector.url}/peek/v1/users/export?id=bob`)).text();
  const kinds = exported
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { kind: string }).kind);
  expect(kinds.filter((kind) => kind === "event")).toHaveLength(20);
  // In the queues of two destinations, of which one is left out.
  expect(kinds.filter((kind) => kind === "outgoing")).toHaveLength(40);
  await collector.kill();
  return duration;
}
