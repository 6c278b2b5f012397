import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findAbandoned } from "../../../src/node/spool/find-abandoned.ts";
import { takeLease } from "../../../src/node/spool/lease.ts";
import { Neighbourhood } from "../../../src/node/spool/neighbourhood.ts";

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "peek-parent-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(parent, { recursive: true, force: true });
});

function makeFolder(name: string, isHeld: boolean): void {
  mkdirSync(join(parent, name));
  if (isHeld) takeLease(join(parent, name));
}
const find = (): (string | undefined)[] => [...findAbandoned(parent, new Neighbourhood(parent))];

it("finds the folders of spools to which nobody writes", () => {
  makeFolder("left", false);
  makeFolder("left.heir", false);
  makeFolder("living", true);
  makeFolder(".half-made", false);
  writeFileSync(join(parent, "dead-letters.ndjson"), "{}\n");
  expect(new Set(find())).toEqual(new Set(["left", "left.heir"]));
});

it("gives the event loop a turn again and again, however many processes live", () => {
  for (let i = 0; i < 100; i++) makeFolder(`living-${i}`, true);
  const turns = find();
  expect(new Set(turns)).toEqual(new Set([undefined]));
  expect(turns.length).toBeGreaterThan(5);
});

it("asks the system once after a process of many folders, and after its neighbours not at all", () => {
  for (let i = 0; i < 10; i++) makeFolder(`living-${i}`, true);
  const kill = vi.spyOn(process, "kill");
  expect(find()).toEqual([]);
  expect(kill).toHaveBeenCalledTimes(1);
  const neighbour = new Neighbourhood(parent);
  for (let i = 0; i < 10; i++) neighbour.hold(`living-${i}`);
  expect(find()).toEqual([]);
  expect(kill).toHaveBeenCalledTimes(1);
});
