import type { Browser, Page } from "playwright-core";

/** A page with everything that went wrong in it. */
export interface WatchedPage {
  page: Page;
  /** Console errors and warnings, uncaught errors, failed requests and violations of the page's policy. */
  troubles: string[];
}

export async function openWatchedPage(browser: Browser): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => troubles.push(`uncaught: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()} ${response.url()}`);
  });
  await page.exposeFunction("reportViolation", (violation: string) =>
    troubles.push(`policy: ${violation}`),
  );
  await page.addInitScript(`
    document.addEventListener("securitypolicyviolation", (event) =>
      window.reportViolation(event.violatedDirective + " " + event.blockedURI));
  `);
  return { page, troubles };
}
