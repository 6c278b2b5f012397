import { describe, expect } from "vitest";
import { CHROMIUM } from "../support/chromium.ts";
import { accessibilityProblems } from "./support/accessibility.ts";
import { collectorTest } from "./support/collector-test.ts";

const test = collectorTest();

describe.skipIf(CHROMIUM === undefined)("the filter line", () => {
  test("says that nothing is live with a term that cannot be read", async ({
    url,
    watched: { page },
  }) => {
    await page.goto(`${url}/events?q=colour%3Ared`);
    const live = page.getByRole("button", { name: "Not live" });
    await live.waitFor();
    expect(await live.getAttribute("title")).toMatch(/Can it read the filter/);
    expect(await accessibilityProblems(page)).toEqual([]);

    await page.getByRole("button", { name: "Remove filter colour:red" }).click();
    await page.getByRole("button", { name: "Live", exact: true }).waitFor();
  });

  test("is left with Escape, which first drops what is typed", async ({
    url,
    watched: { page },
  }) => {
    await page.goto(`${url}/events`);
    const field = page.getByRole("textbox", { name: "Filter" });
    await field.waitFor();
    await page.keyboard.press("/");
    await field.pressSequentially("status:4xx");
    await page.keyboard.press("Escape");
    expect(await field.inputValue()).toBe("");
    await page.keyboard.press("Escape");
    expect(await page.evaluate(`document.activeElement?.id`)).not.toBe("filter");
    expect(new URL(page.url()).searchParams.get("q")).toBeNull();
  });
});
