import type { CommandProcess } from "../command.ts";
import { EXIT_CODE, type ExitCode } from "../exit-code.ts";
import { createColors } from "../output/colors.ts";
import { formatReady, type ReadyMessage } from "../output/ready-message.ts";
import { openBrowser } from "../output/open-browser.ts";
import type { PeekServer } from "../server/start-server.ts";
import { untilStopped } from "../server/until-stopped.ts";
import type { ServeSettings } from "../settings.ts";
import { VERSION } from "../version.ts";

/** What happens around a server that listens. */
export interface ServePlan {
  server: PeekServer;
  settings: ServeSettings;
  dataDirectory: string;
  message: Omit<ReadyMessage, "version" | "readyAfter">;
  /** Runs while the server does, until the signal aborts. */
  meanwhile?: ((signal: AbortSignal, quit: () => void) => Promise<void> | void) | undefined;
}

/** Tells that the server is ready, waits until it is to stop, and closes it. */
export async function serveUntilStopped(
  plan: ServePlan,
  process: CommandProcess,
): Promise<ExitCode> {
  const { server, settings } = plan;
  const { stopped, quit } = untilStopped();
  announce(plan, process);
  if (settings.open) openBrowser(server.url, process);

  const running = new AbortController();
  const work = plan.meanwhile?.(running.signal, quit);
  await stopped;
  running.abort();
  await Promise.all([work, server.close()]);
  return EXIT_CODE.ok;
}

function announce(
  { server, settings, dataDirectory, message }: ServePlan,
  { stdout, env }: CommandProcess,
): void {
  if (settings.json) {
    const { url, ingestUrl, otlpUrl } = server;
    const ready = { url, ingestUrl, otlpUrl, dataDir: dataDirectory, version: VERSION };
    stdout.write(`${JSON.stringify(ready)}\n`);
    return;
  }
  // performance.now() counts from the start of the process.
  const ready = { ...message, version: VERSION, readyAfter: performance.now() };
  stdout.write(formatReady(ready, createColors(stdout, env)));
}
