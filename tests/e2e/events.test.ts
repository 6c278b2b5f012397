import { readFileSync } from "node:fs";
import { describe, expect } from "vitest";
import { CHROMIUM } from "../support/chromium.ts";
import { accessibilityProblems } from "./support/accessibility.ts";
import { collectorTest } from "./support/collector-test.ts";

const test = collectorTest();

/** Milliseconds, for a busy machine. */
const EVENTUALLY = { timeout: 20_000 };

describe.skipIf(CHROMIUM === undefined)("the Events page", () => {
  async function post(url: string, path: string, body: unknown): Promise<void> {
    const headers = { "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    expect((await fetch(url + path, init)).ok).toBe(true);
  }

  async function sendEvents(url: string): Promise<void> {
    const ada = { userId: "ada", anonymousId: "device-1" };
    const order = { type: "track", event: "Order Completed", ...ada, properties: { revenue: 49 } };
    await post(url, "/v1/batch", {
      batch: [
        { type: "identify", ...ada, traits: { plan: "<b>gold</b>" } },
        order,
        order,
        { type: "track", event: "Signed Up", userId: "grace" },
        { type: "page", name: "Pricing", anonymousId: "device-1" },
      ],
    });
  }

  test("shows events by name, the latest, and one in full", async ({
    url,
    watched: { page, troubles },
  }) => {
    await page.goto(`${url}/events`);
    await page.getByText("No product events").waitFor();
    await sendEvents(url);
    const names = page.getByRole("table", { name: /^Events by name/ });
    const orders = names.getByRole("row", { name: /Order Completed/ });
    await orders.waitFor({ timeout: 20_000 });
    expect(await orders.getByRole("cell").allTextContents()).toEqual([
      "Order Completed",
      "track",
      "2",
      "1",
    ]);
    await expect
      .poll(
        () => page.getByRole("img", { name: /^Events per/ }).getAttribute("aria-label"),
        EVENTUALLY,
      )
      .toContain("Order Completed 2");
    expect(await accessibilityProblems(page)).toEqual([]);

    await orders.getByRole("button").click();
    await expect
      .poll(() => new URL(page.url()).searchParams.get("event"), EVENTUALLY)
      .toBe("track/Order Completed");
    const recent = page.getByRole("table", { name: /^Recent events/ });
    await expect.poll(() => recent.getByRole("row").count(), EVENTUALLY).toBe(3);
    await recent.getByRole("button", { name: "Order Completed" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Event Order Completed" });
    expect(await dialog.textContent()).toContain('"revenue": 49');
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Show all events/ }).click();
    await names.getByText("Signed Up").waitFor();
    expect(troubles).toEqual([]);
  }, 180_000);

  test("shows a user's events and requests, and exports and erases the user", async ({
    url,
    watched: { page, troubles },
  }) => {
    await sendEvents(url);
    const request = {
      timestamp: Date.now(),
      method: "GET",
      route: "/orders/:id",
      path: "/orders/7",
      status: 404,
      durationMs: 3,
      consumer: "ada",
    };
    await post(url, "/v1/ingest", {
      version: 1,
      resource: { service: "shop" },
      requests: [request],
    });
    await page.goto(`${url}/events`);
    await page.getByLabel("Id of a user").fill("device-1");
    await page.keyboard.press("Enter");
    await page.locator("#main:focus").waitFor();
    const timeline = page.getByRole("table", { name: /^Timeline of device-1/ });
    await timeline.getByText("/orders/7").waitFor({ timeout: 20_000 });
    expect(await timeline.getByRole("button", { name: "Order Completed" }).count()).toBe(2);
    await post(url, "/v1/ingest", {
      version: 1,
      resource: { service: "shop" },
      requests: [{ ...request, timestamp: Date.now(), path: "/orders/8" }],
    });
    await timeline.getByText("/orders/8").waitFor({ timeout: 20_000 });
    const user = page.getByRole("region", { name: "User" });
    expect(await user.textContent()).toContain("ada");
    expect(await user.textContent()).toContain("<b>gold</b>");
    expect(await accessibilityProblems(page)).toEqual([]);

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export" }).click(),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trimEnd()
      .split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { kind: string }).kind).toSorted()).toEqual([
      "event",
      "event",
      "event",
      "event",
      "profile",
      "request",
      "request",
    ]);

    await page.getByRole("button", { name: "Erase…" }).click();
    const dialog = page.getByRole("dialog", { name: "Erase a user" });
    const erase = dialog.getByRole("button", { name: "Erase", exact: true });
    expect(await erase.isDisabled()).toBe(true);
    await dialog.getByLabel(/to confirm/).fill("device-1");
    expect(await accessibilityProblems(page)).toEqual([]);
    await erase.click();
    // It has the focus, so that it is read out, and the next key acts in the dialog.
    await dialog
      .locator(":focus", { hasText: "Erased: 4 events, 2 requests, 0 sessions and 0 waiting" })
      .waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#main:focus").waitFor();
    const recent = page.getByRole("table", { name: /^Recent events/ });
    await recent.getByText("Signed Up").waitFor();
    expect(await recent.getByText("Order Completed").count()).toBe(0);
    expect(troubles).toEqual([]);
  }, 180_000);

  test("shows sessions by source, and one with its events, also beside its user", async ({
    url,
    watched: { page, troubles },
  }) => {
    const now = Date.now();
    await post(url, "/v1/unisights", {
      data: {
        asset_id: "site",
        session_id: "session-1",
        page_url: "https://x.test/p",
        entry_page: "https://x.test/",
        utm_params: { utm_source: "<b>mail</b>" },
        device_info: {
          device_type: "Desktop",
          os: "Linux",
          screen_width: 1280,
          screen_height: 720,
        },
        scroll_depth: 130,
        time_on_page: 12,
        events: [
          { type: "page_view", data: { title: "Home", timestamp: now - 9_000 } },
          { type: "click", data: { x: 1, y: 2, timestamp: now - 8_000 } },
          { type: "web_vital", data: { name: "LCP", value: 1234.5, timestamp: now - 7_000 } },
        ],
      },
    });
    await page.goto(`${url}/events`);
    const groups = page.getByRole("table", { name: "Sessions by UTM source" });
    await groups.getByText("<b>mail</b>").waitFor({ timeout: 20_000 });
    await page.getByText("1 session, 100% bounced, LCP 1.23 s (75th percentile)").waitFor();
    await page.getByLabel("Group sessions by").selectOption("device");
    await page.getByRole("table", { name: "Sessions by Device" }).getByText("Desktop").waitFor();
    const list = page.getByRole("table", { name: /^Sessions that began/ });
    const clicks = list.getByRole("columnheader", { name: "Clicks" });
    for (const direction of ["descending", "ascending"]) {
      await clicks.getByRole("button").click();
      await expect.poll(() => clicks.getAttribute("aria-sort"), EVENTUALLY).toBe(direction);
    }
    expect(await accessibilityProblems(page)).toEqual([]);

    await list.getByRole("button", { name: "/", exact: true }).click();
    await page.getByRole("dialog").waitFor();
    // All of it is in the address, and so survives being shared.
    const address = new URL(page.url()).searchParams;
    expect(Object.fromEntries(address)).toEqual({
      by: "device",
      sessions: "clicks:asc",
      session: "session-1",
    });
    await page.reload();
    await expect.poll(() => clicks.getAttribute("aria-sort"), EVENTUALLY).toBe("ascending");
    await page.getByRole("table", { name: "Sessions by Device", includeHidden: true }).waitFor();
    const dialog = page.getByRole("dialog", { name: "Session session-1" });
    await dialog.getByText("click", { exact: true }).waitFor();
    const text = await dialog.textContent();
    for (const fact of ["12.0 s", "100%", "LCP 1.23 s", "1280 × 720", "https://x.test/p"]) {
      expect(text).toContain(fact);
    }
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press("Escape");

    await post(url, "/v1/identify", { userId: "ada", anonymousId: "session-1" });
    await page.goto(`${url}/events?user=ada`);
    await list.getByRole("button", { name: "/", exact: true }).waitFor({ timeout: 20_000 });
    await page
      .getByRole("table", { name: /^Timeline of ada/ })
      .getByText("click")
      .waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(troubles).toEqual([]);
  }, 180_000);

  test("shows how destinations fare, and sends again what one refused", async ({
    url,
    vendor,
    watched: { page, troubles },
  }) => {
    vendor.answer = ({ body }) => ({ status: body.includes("Signed Up") ? 422 : 200 });
    await sendEvents(url);
    await page.goto(`${url}/events`);
    const table = page.getByRole("table", { name: "Destinations" });
    const row = table.getByRole("row", { name: /webhook/ });
    const cells = (): Promise<string[]> => row.getByRole("cell").allTextContents();
    await expect
      .poll(async () => (await cells()).slice(0, 6), EVENTUALLY)
      .toEqual(["webhook", "sending", "4", "0", "0", "1"]);
    await row.getByRole("button", { name: "1 refused by webhook" }).click();
    const dialog = page.getByRole("dialog", { name: "Refused by webhook" });
    await dialog.getByText("answered 422").waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    vendor.answer = () => ({});
    await dialog.getByRole("button", { name: "Send all 1 again" }).click();
    await dialog.getByText("1 waiting again.").waitFor();
    await page.keyboard.press("Escape");
    await expect.poll(async () => (await cells())[2], EVENTUALLY).toBe("5");
    expect(troubles).toEqual([]);
  }, 180_000);
});
