import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parsePeekKey } from "@peekjs/protocol";
import { expect, test } from "vitest";
import { runHere } from "../support/run-here.ts";
import { RunningCommand } from "../support/running-command.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** A folder with a key that expires in two hours, made 99 days ago, and one that never does. */
async function prepare(): Promise<{ folder: string; expiring: string; lasting: string }> {
  const folder = temporaryFolder();
  const create = async (...args: string[]): Promise<string> => {
    const { stdout } = await runHere(["keys", "create", "--write", ...args], {}, "", folder);
    return parsePeekKey(stdout.trim()).id;
  };
  const [expiring, lasting] = [await create("--expires", "2h"), await create()];
  const path = join(folder, ".peek", "keys.json");
  const stored = JSON.parse(readFileSync(path, "utf8")) as { keys: { createdAt: string }[] };
  stored.keys[0]!.createdAt = new Date(Date.now() - 99 * 86_400_000).toISOString();
  writeFileSync(path, JSON.stringify(stored));
  return { folder, expiring, lasting };
}

test.each([[[]], [["--json"]]])(
  "keys list %j warns of a key that expires soon, on stderr",
  async (args) => {
    const { folder, expiring, lasting } = await prepare();
    const { code, stdout, stderr } = await runHere(["keys", "list", ...args], {}, "", folder);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^PEEK_W_KEY_EXPIRY .*\n$/);
    expect(stderr).toContain(`peek keys rotate ${expiring}`);
    expect(stderr).not.toContain(lasting);
    if (args.length === 0) return;
    expect(JSON.parse(stdout)).toEqual({
      keys: [
        expect.objectContaining({ id: expiring, expiresSoon: true }),
        expect.not.objectContaining({ expiresSoon: expect.anything() }),
      ],
    });
  },
);

test("a collector that starts warns of it once, by its id", async () => {
  const { folder, expiring } = await prepare();
  const peek = new RunningCommand(["start", "--port", "0"], folder);
  await peek.url();
  await expect.poll(() => peek.stderr, { timeout: 10_000 }).toMatch(/\n/);
  expect(await peek.stop()).toBe(0);
  expect(peek.stderr).toMatch(/^PEEK_W_KEY_EXPIRY .*\n$/);
  expect(peek.stderr).toContain(expiring);
});
