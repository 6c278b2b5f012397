import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startVendor } from "@peekjs/testing";
import { beforeEach, expect, test } from "vitest";
import { runHere, type Outcome } from "../support/run-here.ts";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const TOKEN = "a-very-secret-token";
let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});

function peek(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return runHere(["destinations", ...args, "--data-dir", folder], env);
}

function addMeta(...more: string[]): Promise<Outcome> {
  return peek(["add", "meta", "--set", "pixelId=123", "--set", `accessToken=${TOKEN}`, ...more]);
}

const stored = (): string => readFileSync(join(folder, "destinations.json"), "utf8");

test("keeps secrets encrypted, and shows none", async () => {
  const added = await addMeta(
    "--set",
    "events=purchase, Signed Up",
    "--set",
    "limitedDataUse=true",
  );
  expect(added).toMatchObject({ code: 0, stdout: "" });
  expect(stored()).not.toContain(TOKEN);
  expect(JSON.parse(stored())).toMatchObject({
    destinations: [{ options: { pixelId: "123", events: ["purchase", "Signed Up"] } }],
  });
  expect(statSync(join(folder, "destinations.json")).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "secret.key")).mode & 0o777).toBe(0o600);
  for (const list of [await peek([]), await peek(["list"]), await peek(["list", "--json"])]) {
    expect(list.code).toBe(0);
    expect(list.stdout).toMatch(/meta.*accessToken\W+\*\*\*/s);
    expect(list.stdout + list.stderr + added.stderr).not.toContain(TOKEN);
  }
});

test("reads values from files, so that they are in no history", async () => {
  writeFileSync(join(folder, "token"), `${TOKEN}\n`);
  const token = `accessToken=@${join(folder, "token")}`;
  expect((await peek(["add", "meta", "--set", "pixelId=1", "--set", token])).code).toBe(0);
  const missing = await peek(["add", "meta", "--set", "accessToken=@missing"]);
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining("PEEK_E_USAGE") });
});

test("reads values from the environment and from stdin, and warns of a secret on the command line", async () => {
  const pixel = ["--set", "pixelId=1"];
  const fromEnvironment = await peek(["add", "meta", ...pixel, "--set-env", "accessToken=TOKEN"], {
    TOKEN,
  });
  expect(fromEnvironment.code).toBe(0);
  const args = ["destinations", "add", "meta", ...pixel, "--name", "second", "--data-dir", folder];
  const piped = await runHere([...args, "--set", "accessToken=-"], {}, `${TOKEN}\n`);
  expect(piped.code).toBe(0);
  for (const { stderr } of [fromEnvironment, piped]) expect(stderr).not.toContain("PEEK_W_");
  const shown = await addMeta("--name", "third");
  expect(shown.stderr).toMatch(/^PEEK_W_SECRET_ARGUMENT accessToken /m);
  const unset = await peek(["add", "meta", ...pixel, "--set-env", "accessToken=NONE"]);
  expect(unset).toMatchObject({ code: 2, stderr: expect.stringContaining("NONE is not set") });
});

test("opens no secret that was moved to another destination, type, option, address or version", async () => {
  await peek(["add", "tiktok", "--set", "pixelCode=1", "--set", `accessToken=${TOKEN}`]);
  await addMeta("--set", "endpoint=https://example.com");
  await addMeta("--name", "second", "--set", "endpoint=https://example.com");
  const whole = JSON.parse(stored());
  const [tiktok, meta, second] = whole.destinations;
  const expectRefused = async (changed: object, code: string): Promise<void> => {
    const content = { ...whole, destinations: [changed] };
    writeFileSync(join(folder, "destinations.json"), JSON.stringify(content));
    const { stderr } = await peek(["test", "meta"]);
    expect(stderr).toContain(code);
  };
  await expectRefused({ ...meta, secrets: second.secrets }, "PEEK_E_SECRET_KEY");
  await expectRefused({ ...meta, secrets: tiktok.secrets }, "PEEK_E_SECRET_KEY");
  await expectRefused({ ...meta, type: "tiktok" }, "PEEK_E_SECRET_KEY");
  await expectRefused({ ...meta, allowPrivate: true }, "PEEK_E_SECRET_KEY");
  const elsewhere = { ...meta.options, endpoint: "https://attacker.example" };
  await expectRefused({ ...meta, options: elsewhere }, "PEEK_E_SECRET_KEY");
  whole.version = 2;
  await expectRefused(meta, "PEEK_E_DESTINATION_FILE");
});

test("loses none of several that are added at once", async () => {
  const names = Array.from({ length: 8 }, (_, i) => `console-${i}`);
  await Promise.all(names.map((name) => peek(["add", "console", "--name", name])));
  const { destinations } = JSON.parse(stored()) as { destinations: { name: string }[] };
  expect(destinations.map(({ name }) => name).toSorted()).toEqual(names);
});

test("keeps the address of a webhook encrypted, and shows where it leads alone", async () => {
  const address =
    "https://hooks.example.com/services/T000/B000/secret-in-path?token=secret-in-query";
  const added = await peek([
    "add",
    "webhook",
    "--set",
    `url=${address}`,
    "--set",
    "flushInterval=5",
  ]);
  await peek(["add", "otlp", "--set", "endpoint=https://otlp.example.com"]);
  const outputs = [added, await peek([]), await peek(["list", "--json"])];
  for (const text of [stored(), ...outputs.map(({ stdout, stderr }) => stdout + stderr)]) {
    expect(text).not.toMatch(/T000|secret-in|services/);
    expect(text).not.toContain("PEEK_W_");
  }
  expect(outputs[1]!.stdout).toContain("url=https://hooks.example.com/***");
  expect(outputs[1]!.stdout).toContain("endpoint=https://otlp.example.com\n");
  const whole = JSON.parse(stored());
  whole.destinations[0].options.url = "https://attacker.example/***";
  writeFileSync(join(folder, "destinations.json"), JSON.stringify(whole));
  expect((await peek(["test", "webhook"])).stderr).toContain("PEEK_E_SECRET_KEY");
});

test("makes a signing secret for a webhook, and shows it once", async () => {
  const added = await peek(["add", "webhook", "--set", "url=https://example.com/hook"]);
  expect(added.stdout).toMatch(/^whsec_[\w+/]{43}=\n$/);
  expect(stored()).not.toContain("whsec_");
});

test.each([
  [[]],
  [["mixpanel"]],
  [["meta"]],
  [["meta", "--set", "pixelId"]],
  [["meta", "--set", "pixel=1"]],
  [["webhook", "--set", "url=https://e.com", "--set", "personalData=sell"]],
  [["webhook", "--set", "url=https://e.com", "--set", "timeout=soon"]],
  [["webhook", "--set", "url=http://example.com/hook"]],
  [["console", "--name", "../up"]],
  [["console", "--set", "events=a", "--set", "events=b"]],
  [["console", "--set", "events= ,"]],
])("adds nothing for %j", async (args) => {
  const { code, stderr } = await peek(["add", ...args]);
  expect(code).toBeGreaterThan(0);
  expect(stderr).toMatch(/^PEEK_E_(USAGE|DESTINATION_OPTION|DESTINATION_URL) /);
  expect(existsSync(join(folder, "destinations.json"))).toBe(false);
});

test("gives every destination a name of its own", async () => {
  await addMeta();
  expect((await addMeta()).stderr).toContain("another --name");
  expect((await addMeta("--name", "meta-eu")).code).toBe(0);
  expect((await peek(["remove", "meta"])).code).toBe(0);
  expect((await peek(["list"])).stdout).toMatch(/^NAME.*\nmeta-eu /);
  expect(await peek(["remove", "meta"])).toMatchObject({ code: 2 });
});

test("replaces a destination of the same name and type alone, in its place", async () => {
  const none = await addMeta("--replace");
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("to replace") });
  await addMeta();
  await peek(["add", "console"]);
  const other = await peek(["add", "console", "--name", "meta", "--replace"]);
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("to replace") });
  expect((await addMeta("--replace", "--set", "defaultCountry=FR")).stderr).toContain("Replaced");
  const { destinations } = JSON.parse(stored());
  expect(destinations.map(({ name }: { name: string }) => name)).toEqual(["meta", "console"]);
  expect(destinations[0].options).toMatchObject({ defaultCountry: "FR" });
});

test("opens secrets with the key that they were sealed with alone", async () => {
  await addMeta("--set", "endpoint=http://127.0.0.1:9");
  const key = readFileSync(join(folder, "secret.key"), "utf8");
  rmSync(join(folder, "secret.key"));
  const missing = await peek(["test", "meta"]);
  expect(missing).toMatchObject({ code: 78, stderr: expect.stringContaining("There is no key") });
  expect(existsSync(join(folder, "secret.key"))).toBe(false);
  const wrong = await peek(["test", "meta"], { PEEK_SECRET_KEY: randomBytes(32).toString("hex") });
  expect(wrong).toMatchObject({ code: 78, stderr: expect.stringContaining("another key") });
  expect((await peek(["test", "meta"], { PEEK_SECRET_KEY: "short" })).stderr).toMatch(/no key/);
  const right = await peek(["test", "meta"], { PEEK_SECRET_KEY: key });
  // Opened: what is refused now is the address.
  expect(right).toMatchObject({ code: 1, stderr: expect.stringContaining("127.0.0.1") });
});

test("sends a test event, and says what became of it", async () => {
  await using vendor = await startVendor();
  const url = `url=${vendor.url}/hook`;
  await peek(["add", "webhook", "--set", url, "--allow-private", "--set", "events=Ordered"]);
  expect(await peek(["test", "webhook"])).toMatchObject({ code: 0 });
  expect(vendor.requests[0]!.json).toMatchObject({ data: { event: "Peek Test" } });
  vendor.answer = () => ({ status: 401, body: "who are you" });
  const refused = await peek(["test", "webhook"]);
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("401") });
});

test("a collector sends on what it accepts, also what it could not before it was killed", async () => {
  await using vendor = await startVendor(() => ({ status: 503 }));
  await peek(["add", "webhook", "--set", `url=${vendor.url}/hook`, "--allow-private"]);
  const start = (): RunningCommand =>
    new RunningCommand(["--port", "0", "--data-dir", folder], folder);
  const first = start();
  const send = async (url: string, event: string): Promise<void> => {
    const body = JSON.stringify({ type: "track", event, userId: "u1", messageId: event });
    expect((await fetch(`${url}/v1/track`, { method: "POST", body })).status).toBe(200);
  };
  await send(await first.url(), "Ordered");
  await expect.poll(() => vendor.requests.length).toBeGreaterThan(0);
  await first.stop("SIGKILL");
  vendor.answer = () => ({});
  const before = vendor.requests.length;
  const second = start();
  await send(await second.url(), "Paid");
  const delivered = (): string[] =>
    vendor.requests.slice(before).map(({ json }) => json.data.event as string);
  const unique = (): string[] => [...new Set(delivered())].toSorted();
  await expect.poll(unique, { timeout: 10_000 }).toEqual(["Ordered", "Paid"]);
  expect(await second.stop()).toBe(0);
  expect((await peek([])).stdout).toMatch(/^webhook +webhook +2 +0 +0 +0 +url=/m);
  const { destinations } = JSON.parse((await peek(["list", "--json"])).stdout);
  expect(destinations).toMatchObject([{ counts: { delivered: 2, pending: 0, dead: 0 } }]);
});
