import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { build } from "../build.ts";
import { abortWith, stopSignal } from "../demo/stop-signal.ts";
import { Suite } from "../demo/suite.ts";
import { Traffic } from "../demo/traffic.ts";
import { ROOT } from "../root.ts";
import { runScript, ScriptError } from "../script-error.ts";

const CHROMIUM = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
const IMAGES = join(ROOT, "docs/images");

/** Long enough for the charts to have something to show. */
const TRAFFIC_TIME = 130_000;
const RANGE = "-2m";

await runScript(async () => {
  const { values } = parseArgs({
    options: { port: { type: "string", default: "7335" }, dark: { type: "boolean" } },
  });
  if (!existsSync(CHROMIUM)) {
    throw new ScriptError(
      "PEEK_E_CHROMIUM",
      `No Chromium at ${CHROMIUM}. Install it, or set CHROMIUM_PATH.`,
    );
  }
  build("peekjs...", "./examples/*^...");
  const stop = stopSignal();
  const suite = await Suite.start(Number(values.port));
  const traffic = abortWith(stop);
  const sending = new Traffic(suite.origins, () => undefined).run(traffic.signal);
  try {
    console.error(`Sending traffic for ${TRAFFIC_TIME / 1_000} s …`);
    await sleep(TRAFFIC_TIME, undefined, { signal: stop });
    await takePicture(suite.url, "light", "dashboard.png");
    if (values.dark === true) await takePicture(suite.url, "dark", "dashboard-dark.png");
    return 0;
  } finally {
    traffic.abort();
    await sending;
    await suite.stop();
  }
});

async function takePicture(
  url: string,
  colorScheme: "light" | "dark",
  file: string,
): Promise<void> {
  await mkdir(IMAGES, { recursive: true });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      deviceScaleFactor: 2,
      colorScheme,
    });
    await page.goto(`${url}/?from=${RANGE}`);
    await page.getByRole("table", { name: /endpoints/i }).waitFor();
    // The charts are drawn in an animation frame after their data.
    await sleep(1_500);
    await page.screenshot({ path: join(IMAGES, file) });
    console.log(join("docs/images", file));
  } finally {
    await browser.close();
  }
}
