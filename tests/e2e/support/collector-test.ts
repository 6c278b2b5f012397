import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startVendor, type Vendor } from "@peekjs/testing";
import { test, type TestAPI } from "vitest";
import { launchChromium } from "../../support/chromium.ts";
import { NodeProcess } from "./node-process.ts";
import { openWatchedPage, type WatchedPage } from "./watched-page.ts";

const PEEK = "packages/cli/src/main.ts";

export interface CollectorFixtures {
  /** Where its only destination, a webhook, sends to. */
  vendor: Vendor;
  /** Where everything of it is. */
  folder: string;
  /** Of its dashboard. */
  url: string;
  watched: WatchedPage;
  /** Runs another command in its folder; resolves with the first line that it prints. */
  peek: (...args: string[]) => Promise<string>;
}

/** Tests each with a collector of its own, started by such a command, and a page. */
export function collectorTest(...command: string[]): TestAPI<CollectorFixtures> {
  return test.extend<CollectorFixtures>({
    vendor: async ({ onTestFinished }, use) => {
      const vendor = await startVendor();
      onTestFinished(() => vendor.close());
      await use(vendor);
    },
    folder: async ({ onTestFinished }, use) => {
      const folder = mkdtempSync(join(tmpdir(), "peek-e2e-"));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      await use(folder);
    },
    peek: async ({ folder }, use) => {
      await use(async (...args) => {
        const [printed] = await new NodeProcess([PEEK, ...args], folder, {}).until(/^\S.*\n/);
        return printed.trim();
      });
    },
    url: async ({ folder, onTestFinished, peek, vendor }, use) => {
      const address = `url=${vendor.url}/`;
      await peek("destinations", "add", "webhook", "--set", address, "--allow-private");
      const collector = new NodeProcess([PEEK, ...command, "--port", "0"], folder, {});
      onTestFinished(async () => void (await collector.stop()));
      const [, url = ""] = await collector.until(/Dashboard +(\S+)/);
      await use(url);
    },
    watched: async ({ onTestFinished }, use) => {
      const browser = await launchChromium();
      onTestFinished(() => browser.close());
      await use(await openWatchedPage(browser));
    },
  });
}
