import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { CHROMIUM } from "../support/chromium.ts";
import { accessibilityProblems } from "./support/accessibility.ts";
import { collectorTest } from "./support/collector-test.ts";

const test = collectorTest("start");

/** Milliseconds, for a busy machine. */
const EVENTUALLY = { timeout: 20_000 };

describe.skipIf(CHROMIUM === undefined)("the dashboard of a collector in production", () => {
  async function sendEvents(url: string, key: string): Promise<void> {
    const response = await fetch(`${url}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({
        batch: ["Signed Up", "Signed In"].map((event) => ({
          type: "track",
          event,
          userId: "grace",
        })),
      }),
    });
    expect(response.status).toBe(200);
  }

  test.beforeEach(({ vendor }) => {
    vendor.answer = ({ body }) => ({ status: body.includes("Signed Up") ? 422 : 200 });
  });

  test("asks one endpoint, and no further, until it has a key that may read", async ({
    peek,
    url,
    watched: { page, troubles },
  }) => {
    const asked: string[] = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/peek/v1/")) asked.push(pathname);
    });
    await page.goto(url);
    const field = page.getByLabel("Read key");
    await field.fill(await peek("keys", "create", "--write"));
    expect(asked).toEqual(["/peek/v1/status"]);
    expect(await accessibilityProblems(page)).toEqual([]);

    await field.press("Enter");
    await page
      .getByRole("alert")
      .getByText(/is a write key/)
      .waitFor();
    expect(asked).toEqual(["/peek/v1/status", "/peek/v1/status"]);
    expect(troubles.filter((trouble) => !trouble.startsWith("console"))).toEqual([
      `401 ${url}/peek/v1/status`,
      `403 ${url}/peek/v1/status`,
    ]);

    troubles.length = 0;
    await field.fill(await peek("keys", "create", "--read"));
    await field.press("Enter");
    await page.getByRole("heading", { name: "Get started" }).waitFor({ state: "attached" });
    await expect.poll(() => asked.length, EVENTUALLY).toBeGreaterThan(3);
    expect(troubles).toEqual([]);
  }, 180_000);

  test("asks for a key again when that of the page is revoked", async ({
    peek,
    url,
    watched: { page, troubles },
  }) => {
    await sendEvents(url, await peek("keys", "create", "--write"));
    const key = await peek("keys", "create", "--read");
    await page.goto(`${url}/events`);
    await page.getByLabel("Read key").fill(key);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "1 refused by webhook" }).waitFor(EVENTUALLY);
    troubles.length = 0;
    await peek("keys", "revoke", key);
    await page
      .getByRole("alert")
      .getByText(/was revoked/)
      .waitFor(EVENTUALLY);
    expect(await page.getByLabel("Read key").isVisible()).toBe(true);
    // Each is refused once at most, though lists are read every few seconds.
    const refused = troubles.filter((trouble) => trouble.startsWith("401"));
    const paths = refused.map((trouble) => trouble.replace(/\?.*/, ""));
    expect(paths).toEqual([...new Set(paths)]);
  }, 180_000);

  test("asks for a key again when that of the page expires", async ({
    peek,
    url,
    folder,
    watched: { page },
  }) => {
    const key = await peek("keys", "create", "--read", "--expires", "90d");
    await page.goto(url);
    await page.getByLabel("Read key").fill(key);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Get started" }).waitFor({ state: "attached" });

    // The expiry is moved to now, which is not to depend on how fast a page loads.
    const path = join(folder, ".peek", "keys.json");
    const stored = await readFile(path, "utf8");
    const now = new Date().toISOString();
    await writeFile(path, stored.replace(/(?<="expiresAt": ")[^"]+/, now));
    await page
      .getByRole("alert")
      .getByText(/expired on .* "peek keys create"/)
      .waitFor(EVENTUALLY);
    expect(await page.getByLabel("Read key").isVisible()).toBe(true);

    await page.getByLabel("Read key").fill(await peek("keys", "create", "--read"));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Get started" }).waitFor({ state: "attached" });
  }, 180_000);

  test("sends dead letters again with an admin key that it asks for and forgets", async ({
    peek,
    url,
    vendor,
    watched: { page },
  }) => {
    await sendEvents(url, await peek("keys", "create", "--write"));
    await page.goto(`${url}/events`);
    await page.getByLabel("Read key").fill(await peek("keys", "create", "--read"));
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "1 refused by webhook" }).click(EVENTUALLY);
    const dialog = page.getByRole("dialog", { name: "Refused by webhook" });
    const send = dialog.getByRole("button", { name: "Send all 1 again" });
    await send.click();
    await dialog.getByText(/This needs an admin key/).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);

    vendor.answer = () => ({});
    await dialog.getByLabel(/^Admin key/).fill(await peek("keys", "create", "--admin"));
    await page.keyboard.press("Enter");
    await dialog.getByText("1 waiting again.").waitFor();
    expect(await dialog.getByLabel(/^Admin key/).count()).toBe(0);
    const stored = await page.evaluate("JSON.stringify({ ...sessionStorage })");
    expect(stored).not.toContain("peek_a_");
    await page.keyboard.press("Escape");
    const row = page.getByRole("row", { name: /webhook/ });
    await expect
      .poll(async () => (await row.getByRole("cell").allTextContents())[2], EVENTUALLY)
      .toBe("2");
  }, 180_000);

  test("erases a user with an admin key that it asks for", async ({
    peek,
    url,
    watched: { page },
  }) => {
    await sendEvents(url, await peek("keys", "create", "--write"));
    await page.goto(`${url}/events?user=grace`);
    await page.getByLabel("Read key").fill(await peek("keys", "create", "--read"));
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Erase…" }).click(EVENTUALLY);
    const dialog = page.getByRole("dialog", { name: "Erase a user" });
    await dialog.getByLabel(/^Admin key/).waitFor();
    await dialog.getByLabel(/to confirm/).fill("grace");
    await page.keyboard.press("Enter");
    await dialog.getByText(/This needs an admin key/).waitFor();
    await dialog.getByLabel(/^Admin key/).fill(await peek("keys", "create", "--admin"));
    await page.keyboard.press("Enter");
    await dialog.getByText(/^Erased: 2 events/).waitFor();
  }, 180_000);
});
