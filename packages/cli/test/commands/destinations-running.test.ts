import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startVendor, type Vendor } from "@peekjs/testing";
import { beforeEach, expect, test } from "vitest";
import { runHere } from "../support/run-here.ts";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Milliseconds, for a busy machine. */
const EVENTUALLY = { timeout: 20_000 };

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

async function destinations(...args: string[]): Promise<string> {
  const { code, stderr } = await runHere(["destinations", ...args, "--data-dir", folder]);
  expect(code, stderr).toBe(0);
  return stderr;
}

/** In one step: a collector that looks meanwhile finds no half of it. */
function store(content: string): void {
  const path = join(folder, "destinations.json");
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

const names = async (url: string): Promise<string[]> => {
  const list = (await (await fetch(`${url}/peek/v1/destinations`)).json()) as {
    destinations: { name: string }[];
  };
  return list.destinations.map(({ name }) => name);
};

async function send(url: string, event: string): Promise<void> {
  const body = JSON.stringify({ type: "track", event, userId: "u1", messageId: event });
  expect((await fetch(`${url}/v1/track`, { method: "POST", body })).status).toBe(200);
}

const eventsOf = ({ requests }: Vendor): string[] =>
  requests.map(({ json }) => json.data.event as string);

test("a collector that runs takes up what is added and removed, and leaves the others alone", async () => {
  await using vendor = await startVendor();
  const hook = (name: string): string[] => {
    const url = `url=${vendor.url}/${name}`;
    return ["add", "webhook", "--name", name, "--set", url, "--allow-private"];
  };
  const collector = new RunningCommand(["--port", "0", "--data-dir", folder], folder);
  const url = await collector.url();
  await send(url, "Before");
  expect(await destinations(...hook("first"))).toContain("within seconds");
  await expect.poll(() => names(url), EVENTUALLY).toEqual(["first"]);
  await send(url, "One");
  await expect.poll(() => eventsOf(vendor), EVENTUALLY).toEqual(["One"]);
  await destinations(...hook("second"));
  await expect.poll(() => names(url), EVENTUALLY).toEqual(["first", "second"]);
  await destinations("remove", "first");
  await expect.poll(() => names(url), EVENTUALLY).toEqual(["second"]);
  await send(url, "Two");
  await expect.poll(() => eventsOf(vendor), EVENTUALLY).toEqual(["One", "Two"]);
  expect(vendor.requests[1]!.path).toBe("/second");
  expect(await collector.stop()).toBe(0);
  expect(collector.stderr).toBe("");
});

test("a destination that is replaced misses nothing of what a collector accepts meanwhile", async () => {
  await using vendor = await startVendor();
  const hook = (path: string, ...more: string[]): string[] => {
    const url = `url=${vendor.url}/${path}`;
    return ["add", "webhook", "--set", url, "--allow-private", ...more];
  };
  await destinations(...hook("old"));
  const collector = new RunningCommand(["--port", "0", "--data-dir", folder], folder);
  const url = await collector.url();
  const replaced = destinations(...hook("new", "--replace"));
  const sent: string[] = [];
  const isAtNew = (): boolean => vendor.requests.some(({ path }) => path === "/new");
  const sendOneMore = async (): Promise<boolean> => {
    sent.push(`Event ${sent.length}`);
    await send(url, sent.at(-1)!);
    return isAtNew();
  };
  await expect.poll(sendOneMore, EVENTUALLY).toBe(true);
  expect(await replaced).toContain('Replaced "webhook"');
  await expect.poll(() => eventsOf(vendor).toSorted(), EVENTUALLY).toEqual(sent.toSorted());
  expect(await names(url)).toEqual(["webhook"]);
});

test("a collector that runs goes on with what it has while the file is damaged", async () => {
  await using vendor = await startVendor();
  const target = `url=${vendor.url}/hook`;
  await destinations("add", "webhook", "--set", target, "--allow-private");
  const collector = new RunningCommand(["--port", "0", "--data-dir", folder], folder);
  const url = await collector.url();
  for (const [damaged, problem] of [
    ["", "is no JSON"],
    ['{"version":1,"destinations":[null]}', "holds no list"],
  ] as const) {
    store(damaged);
    await expect.poll(() => collector.stderr, EVENTUALLY).toContain(problem);
  }
  await send(url, "On");
  await expect.poll(() => eventsOf(vendor), EVENTUALLY).toEqual(["On"]);
  store('{"version":1,"destinations":[]}');
  await expect.poll(() => names(url), EVENTUALLY).toEqual([]);
  expect(collector.stderr.match(/PEEK_E_DESTINATION_FILE/g)).toHaveLength(2);
});

test("a collector starts without a destination that cannot work, says so, and takes it up once it can", async () => {
  await using vendor = await startVendor();
  await destinations("add", "webhook", "--set", `url=${vendor.url}/hook`, "--allow-private");
  const path = join(folder, "destinations.json");
  const stored = JSON.parse(readFileSync(path, "utf8")) as { destinations: object[] };
  const write = (options: object): void => {
    const bad = { name: "file", type: "ndjson", options, secrets: {}, allowPrivate: false };
    const pigeon = { ...bad, name: "pigeon", type: "pigeon", options: {} };
    const all = [bad, pigeon, ...stored.destinations];
    store(JSON.stringify({ ...stored, destinations: all }));
  };
  write({ path: join(folder, "events.ndjson"), maxFiles: -1 });
  const collector = new RunningCommand(["--port", "0", "--data-dir", folder], folder);
  const url = await collector.url();
  expect(await names(url)).toEqual(["webhook"]);
  expect(collector.stderr).toMatch(/^PEEK_E_DESTINATION_OPTION .*maxFiles.*"file" gets nothing/m);
  expect(collector.stderr).toMatch(/^PEEK_E_DESTINATION_FILE .*"pigeon" gets nothing/m);
  await send(url, "One");
  await expect.poll(() => eventsOf(vendor), EVENTUALLY).toEqual(["One"]);

  write({ path: join(folder, "events.ndjson"), maxFiles: 2 });
  await expect.poll(() => names(url), EVENTUALLY).toEqual(["file", "webhook"]);
  write({ path: join(folder, "events.ndjson"), maxFiles: -2 });
  await expect.poll(() => collector.stderr, EVENTUALLY).toContain('"file" goes on as it was.');
  expect(await names(url)).toEqual(["file", "webhook"]);
  expect(collector.stderr.match(/"pigeon" gets nothing/g)).toHaveLength(1);
});
