import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../command-error.ts";
import type { Command } from "../command.ts";
import { sendHistory, sendSteadily } from "../demo/traffic.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { dataLine } from "../output/ready-message.ts";
import { hostnameInUrl, isLoopback, listenAddresses } from "../server/addresses.ts";
import { candidatePorts } from "../server/candidate-ports.ts";
import { prepareDataDirectory } from "../server/data-directory.ts";
import { startServer } from "../server/start-server.ts";
import { readServeSettings, SERVE_OPTIONS } from "../settings.ts";
import { createReporter } from "./report-error.ts";
import { serveUntilStopped } from "./serve.ts";

/** `peek demo`: the dashboard with a day of made-up traffic, which goes on while it runs. */
export const demo: Command = {
  options: SERVE_OPTIONS,
  async run(values, process) {
    const settings = readServeSettings(values, process);
    const host = settings.host ?? "localhost";
    if (!isLoopback(host)) {
      throw new CommandError(
        "PEEK_E_HOST",
        `Refusing to listen on ${host}: peek demo is for this computer alone.`,
        EXIT_CODE.config,
      );
    }
    // Never the data directory of PEEK_DATA_DIR: made-up requests must not mix with real ones.
    const given = typeof values["data-dir"] === "string" ? settings.dataDirectory : undefined;
    const dataDirectory = given ?? (await mkdtemp(join(tmpdir(), "peek-demo-")));
    const isNew = await prepareDataDirectory(dataDirectory);
    const report = createReporter(process);
    try {
      const server = await startServer({
        mode: "demo",
        dataDirectory,
        ports: candidatePorts(settings.port),
        addresses: listenAddresses(host),
        hostname: hostnameInUrl(host),
        onError: report,
      });
      return await serveUntilStopped(
        {
          server,
          settings,
          dataDirectory,
          message: {
            lines: [
              ["Dashboard", server.url],
              dataLine(dataDirectory, isNew, process.cwd()),
              ["Traffic", "made up: 24 hours, and going on", "seeded"],
            ],
            closing: "Stop with Ctrl-C.",
          },
          meanwhile: async (signal) => {
            try {
              if (given === undefined || isNew) await sendHistory(server.ingestUrl, signal);
              await sendSteadily(server.ingestUrl, signal);
            } catch (error) {
              if (!signal.aborted) report(error);
            }
          },
        },
        process,
      );
    } finally {
      if (given === undefined) await rm(dataDirectory, { recursive: true, force: true });
    }
  },
};
