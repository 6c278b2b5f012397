import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

interface Cache {
  cached(
    key: readonly string[],
    make: () => Promise<{ code: string; inputs: readonly string[] }>,
  ): Promise<string>;
}

const { cached } = (await import(
  new URL("../../scripts/typescript/cache.mjs", import.meta.url).href
)) as Cache;

let folder: string;
let file: string;
let key: string[];
let made: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "peek-cache-"));
  file = join(folder, "input");
  key = [randomUUID()];
  made = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(secondsAgo: number): void {
  const at = new Date(Date.now() - secondsAgo * 1_000);
  writeFileSync(file, `${secondsAgo}`);
  utimesSync(file, at, at);
}

async function get(meanwhile = (): void => undefined): Promise<number> {
  await cached(key, async () => {
    made++;
    meanwhile();
    return { code: "", inputs: [file] };
  });
  return made;
}

it("makes once what is asked for again, and anew when an input has changed or is gone", async () => {
  write(60);
  expect([await get(), await get()]).toEqual([1, 1]);
  write(30);
  expect([await get(), await get()]).toEqual([2, 2]);
  rmSync(file);
  expect([await get(), await get()]).toEqual([3, 3]);
});

it("keeps nothing that was made while an input was written", async () => {
  write(60);
  expect(await get(() => write(0))).toBe(1);
  expect(await get()).toBe(2);
});
