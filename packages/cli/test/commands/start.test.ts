import { mkdirSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { reportRequest } from "../support/report-request.ts";
import { runHere } from "../support/run-here.ts";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

async function createKey(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout } = await runHere(["keys", "create", ...args], {}, undefined, folder);
  expect(code).toBe(0);
  return stdout.trim();
}

const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });

test("refuses to listen beyond this computer without keys", async () => {
  const peek = new RunningCommand(["start", "--host", "0.0.0.0", "--port", "0"], temporaryFolder());
  expect(await peek.exit()).toBe(78);
  expect(peek.stderr).toMatch(/^PEEK_E_KEYS_REQUIRED Refusing to listen on 0\.0\.0\.0 .+\n$/);
});

test("takes requests from holders of a write key and shows them to holders of a read key", async () => {
  const folder = temporaryFolder();
  const write = await createKey(folder, "--write", "--service", "orders");
  const peek = new RunningCommand(["start", "--host", "0.0.0.0", "--port", "0"], folder);
  const url = await peek.url();

  expect((await reportRequest(url)).status).toBe(401);
  expect((await reportRequest(url, bearer(write))).status).toBe(202);
  expect((await fetch(`${url}/peek/v1/requests`)).status).toBe(401);
  expect((await fetch(`${url}/peek/v1/requests`, { headers: bearer(write) })).status).toBe(403);

  // Made while the collector runs.
  const read = await createKey(folder, "--read");
  const response = await fetch(`${url}/peek/v1/requests`, { headers: bearer(read) });
  expect(await response.json()).toMatchObject({ requests: [{ service: "orders" }] });
});

test("a key of one service reports for no other", async () => {
  const folder = temporaryFolder();
  const key = await createKey(folder, "--write", "--service", "carts");
  const peek = new RunningCommand(["start", "--port", "0"], folder);
  expect((await reportRequest(await peek.url(), bearer(key))).status).toBe(403);
});

test("stays on its port: when it is taken, it ends with 1", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => void holder.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void holder.close());
  const { port } = holder.address() as AddressInfo;
  const peek = new RunningCommand(["start", "--port", String(port)], temporaryFolder());
  expect(await peek.exit()).toBe(1);
  expect(peek.stderr).toMatch(new RegExp(`^PEEK_E_PORT_IN_USE Port ${port} .+\n$`));
});

test("says that no client has a key yet", async () => {
  const peek = new RunningCommand(["start", "--port", "0"], temporaryFolder());
  await peek.until(/No client has a key yet/);
});

test("says that an erasure cannot be finished, and starts", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, ".peek", "erasing.json"), { recursive: true });
  const peek = new RunningCommand(["start", "--port", "0"], folder);
  await peek.url();
  expect(peek.stderr).toMatch(/^PEEK_E_STORE_ERASURE .+ tried again in 10 minutes.+\n$/);
});
