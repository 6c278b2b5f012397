import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { reportRequest } from "../support/report-request.ts";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("tells where it listens and what to add, and shows the first request", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies: { koa: "3" } }));
  const peek = new RunningCommand(["--port", "0"], folder);
  const url = await peek.url();
  await peek.until(/Waiting for the first request/);
  expect(peek.stdout).toContain("found: koa, JavaScript, npm");
  expect(peek.stdout).toContain("npm install @peekjs/koa");
  expect(peek.stdout).not.toContain("\u001b");

  expect((await reportRequest(url)).status).toBe(202);
  await peek.until(
    /✓ first request from "orders" \(hand-written 1\.0\.0\) +GET \/users\/:id {2}200 {2}12 ms/,
  );
  expect(peek.stderr).toBe("");
});

test("serves the page and the API on both loopback addresses", async () => {
  const peek = new RunningCommand(["--port", "0"], temporaryFolder());
  const { port } = new URL(await peek.url());
  for (const host of ["127.0.0.1", "[::1]", "localhost"]) {
    const health = await fetch(`http://${host}:${port}/healthz`);
    expect(await health.json()).toMatchObject({ name: "peek", mode: "development" });
    const page = await fetch(`http://${host}:${port}/requests`, {
      headers: { accept: "text/html" },
    });
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(await page.text()).toContain('<div id="app">');
  }
});

test("lets clients find it by its run file while it runs, and keeps its data out of git", async () => {
  const folder = temporaryFolder();
  const peek = new RunningCommand(["--port", "0"], folder);
  const { port } = new URL(await peek.url());
  const runFile = join(folder, ".peek", "run.json");
  expect(JSON.parse(readFileSync(runFile, "utf8"))).toEqual({ port: Number(port), pid: peek.pid });
  expect(readFileSync(join(folder, ".peek", ".gitignore"), "utf8")).toBe("*\n");

  expect(await peek.stop()).toBe(0);
  expect(existsSync(runFile)).toBe(false);
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "ends with 0 at %s, also while a page listens to the live stream",
  async (signal) => {
    const peek = new RunningCommand(["--port", "0"], temporaryFolder());
    const stream = await fetch(`${await peek.url()}/peek/v1/stream`);
    const reader = stream.body!.getReader();
    await reader.read();
    const stopped = Date.now();
    expect(await peek.stop(signal)).toBe(0);
    expect(Date.now() - stopped).toBeLessThan(5_000);
    await reader.cancel().catch(() => undefined);
  },
);

test("keeps what was acknowledged for the next start", async () => {
  const folder = temporaryFolder();
  const first = new RunningCommand(["--port", "0"], folder);
  await reportRequest(await first.url());
  await first.stop();
  const second = new RunningCommand(["--port", "0"], folder);
  const url = await second.url();
  const response = await fetch(`${url}/peek/v1/requests`);
  expect(await response.json()).toMatchObject({ requests: [{ path: "/users/7" }] });
});

test("says where peek runs already, and ends with 0", async () => {
  const folder = temporaryFolder();
  const first = new RunningCommand(["--port", "0"], folder);
  const url = await first.url();
  const second = new RunningCommand(["--port", "0"], folder);
  expect(await second.exit()).toBe(0);
  expect(second.stdout).toContain(
    `peek is already running here (pid ${first.pid}, data ./.peek). Open ${url}`,
  );

  const elsewhere = new RunningCommand(["--port", new URL(url).port], temporaryFolder());
  expect(await elsewhere.exit()).toBe(0);
  expect(elsewhere.stdout).toContain(`Open ${url}`);
});

test("takes the next free port when another program holds the one asked for", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => void holder.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void holder.close());
  const { port } = holder.address() as AddressInfo;
  const peek = new RunningCommand(["--port", String(port)], temporaryFolder());
  const url = await peek.url();
  expect(Number(new URL(url).port)).toBeGreaterThan(port);
  await expect.poll(() => peek.stderr).toContain(`PEEK_E_PORT_IN_USE Port ${port} is in use`);
  expect(peek.stderr).toContain(`PEEK_ENDPOINT=${url}`);
});

test("prints one JSON object on demand", async () => {
  const folder = temporaryFolder();
  const args = ["--json", "--port", "0", "--otlp-port", "0", "--data-dir", "here"];
  const peek = new RunningCommand(args, folder);
  const url = await peek.url();
  await reportRequest(url);
  await peek.stop();
  expect(JSON.parse(peek.stdout)).toEqual({
    url,
    ingestUrl: `${url}/v1/ingest`,
    dataDir: join(folder, "here"),
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
});

test.each([
  ["an option that does not exist", ["--frob"], {}, 2, "PEEK_E_USAGE"],
  ["a command that does not exist", ["frob"], {}, 2, "PEEK_E_USAGE"],
  ["a port that is none", ["--port", "99999"], {}, 2, "PEEK_E_USAGE"],
  ["a PORT that is none", [], { PORT: "http" }, 78, "PEEK_E_CONFIG"],
  ["an address beyond this computer", ["--host", "0.0.0.0"], {}, 78, "PEEK_E_HOST"],
  ["a data directory below a file", ["--data-dir", "/dev/null/x"], {}, 1, "PEEK_E_DATA_DIR"],
])("refuses %s with one line", async (_, args, env, exitCode, code) => {
  const peek = new RunningCommand(args, temporaryFolder(), env);
  expect(await peek.exit()).toBe(exitCode);
  expect(peek.stderr).toMatch(new RegExp(`^${code} .+\n$`));
  expect(peek.stdout).toBe("");
});
