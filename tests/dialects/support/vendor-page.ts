import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Page } from "playwright-core";
import { onTestFinished } from "vitest";

const EXECUTABLES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where Chromium is installed; undefined where it is not. */
export const CHROMIUM: string | undefined =
  process.env["CHROMIUM_PATH"] ?? EXECUTABLES.find((path) => existsSync(path));

/**
 * A page of another origin than the collector's, in Chromium, with a vendor's script in it.
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
  const browser = await chromium.launch({ executablePath: CHROMIUM!, args: ["--no-sandbox"] });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const { port } = server.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}/cart?utm_source=letter`);
  return page;
}
