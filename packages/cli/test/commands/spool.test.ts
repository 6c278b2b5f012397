import { copyFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { startFaultyEndpoint } from "@peekjs/testing";
import { describe, expect, test } from "vitest";
import { refuseRecords } from "../support/refused-records.ts";
import { runHere } from "../support/run-here.ts";
import { RunningCommand } from "../support/running-command.ts";
import { startCollector } from "../support/start-collector.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const DAY = 86_400_000;

async function deadLettersIn(storagePath: string): Promise<number> {
  const { stdout } = await runHere(["spool", "--json", "--storage-path", storagePath]);
  const { spools } = JSON.parse(stdout) as { spools: { deadLetters: number }[] };
  return spools.reduce((sum, { deadLetters }) => sum + deadLetters, 0);
}

describe("peek spool", () => {
  test("lists what waits and what was refused, as a table and as JSON", async () => {
    const { storagePath } = await refuseRecords(temporaryFolder(), [{ path: "/refused" }]);
    const command = new RunningCommand(["spool"], temporaryFolder(), {
      PEEK_STORAGE_PATH: storagePath,
    });
    expect(await command.exit()).toBe(0);
    const { stdout } = command;
    expect(stdout).toMatch(
      /^# +SERVICE +ENVIRONMENT +HOST +WAITING +OLDEST +OWNER +DEAD LETTERS\n/,
    );
    expect(stdout).toMatch(/\n1 +orders +production +\S+ +1 \(\d+ B\) +\d+ s ago +none +1\n$/);

    const [id] = readdirSync(storagePath);
    const asJson = await runHere(["spool", "--json", "--storage-path", storagePath]);
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      spools: [{ id, service: "orders", waiting: { records: 1 }, livingOwners: 0, deadLetters: 1 }],
    });
  });

  test("says that there is nothing", async () => {
    const { code, stdout, stderr } = await runHere(["spool", "--storage-path", temporaryFolder()]);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toMatch(/^Nothing waits/);
  });

  test("says which folder it cannot read", async () => {
    const { code, stderr } = await runHere(["spool", "--storage-path", "missing"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^PEEK_E_SPOOL The spool in \S+missing cannot be read .+\n$/);
  });
});

test("peek spool show lists the refused records, and prints one by its number or id", async () => {
  const { storagePath } = await refuseRecords(temporaryFolder(), [
    { path: "/refused/1" },
    { path: "/refused/\u202e2" },
  ]);
  const env = { PEEK_STORAGE_PATH: storagePath };
  const list = await runHere(["spool", "show"], env);
  const [, first, second] = list.stdout.split("\n");
  expect(first).toMatch(/^1 +\S+T\S+ +orders +GET \/refused\/1 200 +refused +\S+:1$/);
  expect(second).toContain("GET /refused/?2 200");

  const byNumber = await runHere(["spool", "show", "2"], env);
  expect(byNumber.stdout).not.toContain("\u202e");
  expect(JSON.parse(byNumber.stdout)).toMatchObject({
    reason: "refused",
    resource: { service: "orders" },
    requests: [{ path: "/refused/\u202e2" }],
  });
  const id = second!.split(" ").at(-1)!;
  expect((await runHere(["spool", "show", id], env)).stdout).toBe(byNumber.stdout);
  expect(await runHere(["spool", "show", "3"], env)).toMatchObject({ code: 2, stdout: "" });
});

describe("peek spool send", () => {
  test("sends what was meant for an endpoint, and keeps what is refused again", async () => {
    const { storagePath, endpoint } = await refuseRecords(temporaryFolder(), [
      { path: "/refused/1" },
      { path: "/refused/2", timestamp: Date.now() - 8 * DAY },
    ]);
    const collector = await startCollector({ port: Number(new URL(endpoint).port) });
    const env = { PEEK_STORAGE_PATH: storagePath, PEEK_ENDPOINT: endpoint };
    const { code, stdout } = await runHere(["spool", "send"], env);
    expect(code).toBe(1);
    expect(stdout).toContain(`1 dead letter accepted by ${collector.url}.\n`);
    expect(stdout).toMatch(/\n {2}\S+:2 {2}GET \/refused\/2 200: PEEK_E_TIMESTAMP timestamp must /);
    expect(await collector.paths()).toEqual(["/refused/1"]);

    const show = await runHere(["spool", "show"], env);
    expect(show.stdout).toMatch(/GET \/refused\/2 200 +PEEK_E_TIMESTAMP/);
    // What was refused counts as received there: a repeat must not be taken for accepted.
    const again = await runHere(["spool", "send", "--json"], env);
    expect(JSON.parse(again.stdout)).toMatchObject({
      accepted: 0,
      refused: [{ code: "PEEK_E_TIMESTAMP" }],
    });
  });

  test("is recognised by the collector when it sends a letter once more", async () => {
    const folder = temporaryFolder();
    const { storagePath } = await refuseRecords(folder, [{ path: "/refused/1" }]);
    const [id] = readdirSync(storagePath);
    const file = join(storagePath, id!, "dead-letters.ndjson");
    const copy = join(temporaryFolder(), "copy");
    copyFileSync(file, copy);
    const collector = await startCollector();
    const args = ["spool", "send", id!, "--storage-path", storagePath, "--endpoint", collector.url];
    expect(await runHere(args)).toMatchObject({ code: 0 });
    copyFileSync(copy, file);
    expect(await runHere(args)).toMatchObject({ code: 0 });
    expect(await collector.paths()).toEqual(["/refused/1"]);
    expect(await deadLettersIn(storagePath)).toBe(0);
  });

  test("goes on where it was killed", async () => {
    const { storagePath } = await refuseRecords(temporaryFolder(), [
      { path: "/refused/1" },
      { path: "/refused/2" },
    ]);
    await using endpoint = await startFaultyEndpoint({ script: ["accept", "hang"] });
    const args = ["spool", "send", "1", "--storage-path", storagePath, "--endpoint", endpoint.url];
    const killed = new RunningCommand(args, temporaryFolder());
    await expect.poll(() => endpoint.attempts, { timeout: 15_000 }).toBe(2);
    await killed.stop("SIGKILL");
    expect(await deadLettersIn(storagePath)).toBe(2);

    expect(await runHere(args)).toMatchObject({
      code: 0,
      stdout: `2 dead letters accepted by ${endpoint.url}.\n`,
    });
    expect(await deadLettersIn(storagePath)).toBe(0);
  });

  test("leaves letters alone that were written for another endpoint", async () => {
    const { storagePath } = await refuseRecords(temporaryFolder(), [{ path: "/refused" }]);
    const collector = await startCollector();
    const env = { PEEK_STORAGE_PATH: storagePath, PEEK_ENDPOINT: collector.url };
    const { code, stdout, stderr } = await runHere(["spool", "send"], env);
    expect([code, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("1 dead letter left out, written for another endpoint.");
    expect(await collector.paths()).toEqual([]);
    expect(await deadLettersIn(storagePath)).toBe(1);
  });

  test("keeps everything where no collector answers", async () => {
    const { storagePath, endpoint } = await refuseRecords(temporaryFolder(), [
      { path: "/refused/1" },
      { path: "/refused/2" },
    ]);
    const env = { PEEK_STORAGE_PATH: storagePath, PEEK_ENDPOINT: endpoint };
    const { code, stderr } = await runHere(["spool", "send"], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^2 dead letters not sent, and kept\.\nPEEK_E_UNREACHABLE No answer /);
    expect(await deadLettersIn(storagePath)).toBe(2);
  });

  test("sends with the key it is given, as production asks for", async () => {
    const keys = temporaryFolder();
    const create = ["keys", "create", "--write", "--data-dir", keys, "--service"];
    const orders = (await runHere([...create, "orders"])).stdout.trim();
    const carts = (await runHere([...create, "carts"])).stdout.trim();
    const { url } = await startCollector({ keys });
    const { storagePath } = await refuseRecords(temporaryFolder(), [{ path: "/refused" }]);
    const args = ["spool", "send", "1", "--storage-path", storagePath, "--endpoint", url];

    expect((await runHere(args)).stderr).toContain("PEEK_E_KEY_REJECTED");
    expect((await runHere([...args, "--api-key", carts])).stdout).toContain("PEEK_E_KEY_SERVICE");
    const command = new RunningCommand(args, keys, { PEEK_API_KEY: orders });
    expect(await command.exit()).toBe(0);
    expect(command.stdout).toBe(`1 dead letter accepted by ${url}.\n`);
  });

  test("asks where to", async () => {
    const { code, stderr } = await runHere(["spool", "send"]);
    expect(code).toBe(2);
    expect(stderr).toContain("--endpoint or PEEK_ENDPOINT");
  });
});

test("peek spool clear removes dead letters when it is told so, and nothing that waits", async () => {
  const { storagePath } = await refuseRecords(temporaryFolder(), [{ path: "/refused" }]);
  const args = ["spool", "clear", "--storage-path", storagePath];
  const refused = await runHere(args);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("1 dead letter of orders (production) for good");
  expect(await deadLettersIn(storagePath)).toBe(1);

  expect(await runHere([...args, "--yes"])).toMatchObject({
    code: 0,
    stdout: "1 dead letter removed.\n",
  });
  const { stdout } = await runHere(["spool", "--json", "--storage-path", storagePath]);
  expect(JSON.parse(stdout)).toMatchObject({
    spools: [{ waiting: { records: 1 }, deadLetters: 0 }],
  });
});
