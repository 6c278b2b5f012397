import { readdirSync } from "node:fs";
import type { TopResult } from "@peekjs/protocol";
import { expect, test } from "vitest";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("shows a day of made-up traffic that goes on, and leaves nothing behind", async () => {
  const temporary = temporaryFolder();
  const peek = new RunningCommand(["demo", "--port", "0"], temporaryFolder(), {
    TMPDIR: temporary,
  });
  const url = await peek.url();
  const health = await fetch(`${url}/healthz`);
  expect(await health.json()).toMatchObject({ mode: "demo" });

  const services = async (from: string): Promise<TopResult> => {
    const response = await fetch(`${url}/peek/v1/top?dimension=service&from=${from}`);
    return (await response.json()) as TopResult;
  };
  const options = { timeout: 30_000, interval: 200 };
  await expect
    .poll(async () => (await services("-25h")).total.requests, options)
    .toBeGreaterThan(40_000);
  const day = await services("-25h");
  expect(new Set(day.rows.map(({ key }) => key))).toEqual(
    new Set(["carts-api", "catalog-api", "orders-api", "users-api"]),
  );
  await expect
    .poll(async () => (await services("-25h")).total.requests, options)
    .toBeGreaterThan(day.total.requests);

  expect(await peek.stop()).toBe(0);
  expect(readdirSync(temporary).filter((name) => name.startsWith("peek-demo-"))).toEqual([]);
});
