import { readFileSync } from "node:fs";
import type { ProductEventsPage, SessionsPage } from "@peekjs/protocol";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { RunningCommand } from "../../packages/cli/test/support/running-command.ts";
import { CHROMIUM } from "../support/chromium.ts";
import { freePort } from "../support/free-port.ts";
import { items } from "./support/calls.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";
import { logNow, UNISIGHTS } from "./support/unisights.ts";
import { openVendorPage } from "./support/vendor-page.ts";

const PATIENCE = { timeout: 20_000 };
const TIMEOUT = 120_000;

const GUIDE = readFileSync(new URL("../../docs/migrate/unisights.md", import.meta.url), "utf8");
const [, REGISTER] = /^peek (keys register .+)$/m.exec(GUIDE)!;
const [, SNIPPET] = /```html\n([^]+?)```/.exec(GUIDE)!;

/** `peek start` with the key that the guide registers, in a folder of its own. */
async function startPeek() {
  const folder = temporaryFolder();
  const run = (...args: string[]) => new RunningCommand(args, folder);
  expect(await run(...REGISTER!.split(" ")).exit()).toBe(0);
  const [readKey] = await run("keys", "create", "--read").until(/peek_r_[\w-]+/);
  const port = await freePort();
  const start = async (): Promise<RunningCommand> => {
    const command = run("start", "--port", String(port));
    await command.url();
    return command;
  };
  let running = await start();
  const url = `http://127.0.0.1:${port}`;
  const read = async (what: string): Promise<unknown> => {
    const headers = { authorization: `Bearer ${readKey}` };
    const response = await fetch(`${url}/peek/v1/${what}?from=-1d&limit=500`, { headers });
    expect(response.status).toBe(200);
    return response.json();
  };
  return {
    url,
    restart: async () => {
      await running.stop("SIGKILL");
      running = await start();
    },
    events: async () => ((await read("events")) as ProductEventsPage).events,
    sessions: async () => ((await read("sessions")) as SessionsPage).sessions,
  };
}

/** A page with the guide's snippet in it, of which two URLs are others. */
async function openSnippet(url: string, encrypt: boolean): Promise<Page> {
  const page = await openVendorPage(UNISIGHTS!);
  const snippet = SNIPPET!
    .replace(/src="[^"]+"/, 'src="/client.js"')
    .replace("https://peek.example.com", url)
    .replace("async", encrypt ? 'data-encrypt="true" async' : "async");
  // In the page that a server of this computer sent: Chromium lets no other reach a collector on this computer.
  await page.setContent(`<!doctype html><title>Shop</title>${snippet}`);
  return page;
}

describe.skipIf(CHROMIUM === undefined || UNISIGHTS === undefined).each([false, true])(
  "the guide's snippet of Unisights' client, encrypted: %s",
  (encrypt) => {
    it(
      "reports to peek with the key that the guide registers, also to one that was killed",
      async () => {
        const peek = await startPeek();
        const page = await openSnippet(peek.url, encrypt);
        const names = async (): Promise<string[]> =>
          (await peek.events()).map(({ event, type }) => event ?? type).toSorted();
        const logged = async (): Promise<string[]> =>
          (await names()).filter((name) => name.startsWith("Item"));

        const flushed = async (): Promise<string[]> => {
          await page.evaluate("unisights.flushNow()");
          return names();
        };
        await expect.poll(flushed, PATIENCE).toContain("page");
        await page.mouse.click(40, 30);
        for (const name of items(1, 4)) await page.evaluate(logNow(name));
        await expect.poll(logged, PATIENCE).toEqual(items(1, 4));
        await peek.restart();
        for (const name of items(5, 8)) await page.evaluate(logNow(name));
        await page.evaluate('unisights.log("Rated", 5)');
        await page.goto("about:blank");
        await expect.poll(names, PATIENCE).toContain("engaged_time");

        expect(await logged()).toEqual(items(1, 8));
        const events = await peek.events();
        const rated = events.filter(({ event }) => event === "Rated");
        expect(rated).toMatchObject([{ properties: { data: 5 } }]);
        for (const event of events) expect(event).toMatchObject({ service: "site" });
        expect(await peek.sessions()).toMatchObject([
          { service: "site", pageViews: 1, clicks: 1, errors: 0, source: "letter" },
        ]);
      },
      TIMEOUT,
    );
  },
);
