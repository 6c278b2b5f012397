import { createServer, type AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { freePort } from "../../../../tests/support/free-port.ts";

/** A span of an HTTP server, as an exporter sends it that is told nothing but the address. */
async function exportSpan(url: string): Promise<number> {
  const end = BigInt(Date.now()) * 1_000_000n;
  const span = {
    kind: 2,
    startTimeUnixNano: String(end - 5_000_000n),
    endTimeUnixNano: String(end),
    attributes: [
      { key: "http.request.method", value: { stringValue: "GET" } },
      { key: "url.path", value: { stringValue: "/spans/1" } },
      { key: "http.response.status_code", value: { intValue: 200 } },
    ],
  };
  const resourceSpans = [{ scopeSpans: [{ spans: [span] }] }];
  const { status } = await fetch(`${url}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans }),
  });
  return status;
}

/** A port of localhost that another program has. */
async function takenPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

test("takes OpenTelemetry on a port of its own, and shows it among the requests", async () => {
  const port = await freePort();
  const peek = new RunningCommand(["--port", "0", "--otlp-port", `${port}`], temporaryFolder());
  const url = await peek.url();
  await peek.until(new RegExp(`OTLP +http://localhost:${port}\n`));
  for (const host of ["localhost", "127.0.0.1", "[::1]"]) {
    expect(await exportSpan(`http://${host}:${port}`)).toBe(200);
  }
  await expect
    .poll(async () => (await fetch(`${url}/peek/v1/requests`)).json())
    .toMatchObject({ requests: [{ path: "/spans/1" }, {}, {}] });
  expect(await peek.stop()).toBe(0);
});

test("dev takes it on the standard port where that is free, and does without where it is not", async () => {
  const peeks = [1, 2].map(() => new RunningCommand(["--port", "0", "--json"], temporaryFolder()));
  await Promise.all(peeks.map((peek) => peek.url()));
  const urls = peeks.map(({ stdout }) => (JSON.parse(stdout) as { otlpUrl?: string }).otlpUrl);
  expect(urls).toContain(undefined);
  // Others on this computer may have it.
  expect(["http://localhost:4318", undefined]).toEqual(expect.arrayContaining(urls));
});

test("dev does without it when told to", async () => {
  const peek = new RunningCommand(["--port", "0", "--otlp-port", "0"], temporaryFolder());
  await peek.until(/Waiting for the first request/);
  expect(peek.stdout).not.toContain("OTLP");
});

test.each(["dev", "start"])("%s ends when the port that it was given is taken", async (command) => {
  const port = `${await takenPort()}`;
  const args = [command, "--port", "0", "--otlp-port", port];
  const peek = new RunningCommand(args, temporaryFolder());
  expect(await peek.exit()).toBe(1);
  expect(peek.stderr).toContain(
    `PEEK_E_PORT_IN_USE Port ${port}, for OpenTelemetry, is in use. Choose another with --otlp-port`,
  );
});

test("a port that is none is a wrong usage", async () => {
  const peek = new RunningCommand(["start", "--otlp-port", "x"], temporaryFolder());
  expect(await peek.exit()).toBe(2);
  expect(peek.stderr).toContain("--otlp-port must be a number from 0 to 65535");
});
