import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import { launchChromium } from "../../support/chromium.ts";

/** For all tests of the file that imports this. */
let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

/**
 * A page of another origin than the collector's, with a vendor's script in it, in Chromium as if that was started anew.
 *
 * @param script The script, or its path inside `node_modules`.
 */
export async function openVendorPage(script: URL | string): Promise<Page> {
  const source = readFileSync(
    typeof script === "string" ? new URL(`../node_modules/${script}`, import.meta.url) : script,
  );
  const server = createServer((request, response) => {
    const isScript = request.url === "/client.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    const html = "<!doctype html><title>Shop</title><script src=/client.js></script>";
    response.end(isScript ? source : html);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  browser ??= launchChromium();
  const context = await (await browser).newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/cart?utm_source=letter`);
  return page;
}
