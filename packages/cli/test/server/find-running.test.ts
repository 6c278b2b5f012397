import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { findRunning } from "../../src/server/find-running.ts";
import { writeRunFile } from "../../src/server/run-file.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("finds the collector of a data directory that takes longer to answer than one that may not be there", async () => {
  const slow = createServer((_request, response) => {
    setTimeout(() => response.end(JSON.stringify({ name: "peek" })), 700);
  });
  await new Promise<void>((resolve) => void slow.listen(0, "localhost", resolve));
  onTestFinished(() => void slow.close());
  const { port } = slow.address() as AddressInfo;
  const folder = temporaryFolder();
  writeRunFile(folder, port);

  const url = `http://localhost:${port}`;
  expect(await findRunning(folder, 0)).toEqual({ url, pid: process.pid });
});

test("finds none where the one that was recorded is gone", async () => {
  const folder = temporaryFolder();
  writeRunFile(folder, 9);
  expect(await findRunning(folder, 0)).toBeUndefined();
});
