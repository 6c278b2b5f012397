import { resolve } from "node:path";
import { CommandError } from "../command-error.ts";
import type { Command, CommandProcess } from "../command.ts";
import { DestinationConfiguration } from "../destinations/destination-configuration.ts";
import { followConfiguration } from "../destinations/follow-configuration.ts";
import { EXIT_CODE, type ExitCode } from "../exit-code.ts";
import { createColors } from "../output/colors.ts";
import { displayPath } from "../output/display-path.ts";
import { formatFirstRequest } from "../output/first-request.ts";
import { dataLine, otlpLine } from "../output/ready-message.ts";
import { detectProject } from "../project/detect-project.ts";
import { hostnameInUrl, isLoopback, listenAddresses } from "../server/addresses.ts";
import { candidatePorts } from "../server/candidate-ports.ts";
import { prepareDataDirectory } from "../server/data-directory.ts";
import { findRunning, type RunningPeek } from "../server/find-running.ts";
import { removeRunFile, writeRunFile } from "../server/run-file.ts";
import { type OtlpPort, startServer } from "../server/start-server.ts";
import { COLLECTOR_OPTIONS, readServeSettings, type ServeSettings } from "../settings.ts";
import { createReporter } from "./report-error.ts";
import { handleKeys } from "./handle-keys.ts";
import { serveUntilStopped } from "./serve.ts";

/** The standard port of OTLP over HTTP. */
const OTLP_PORT = 4_318;

/** `peek dev`: a collector for this computer alone, without keys. */
export const dev: Command = {
  options: COLLECTOR_OPTIONS,
  async run(values, process) {
    const settings = readServeSettings(values, process);
    const host = settings.host ?? "localhost";
    if (!isLoopback(host)) throw beyondLoopback(host);
    const dataDirectory = settings.dataDirectory ?? resolve(process.cwd(), ".peek");
    const isNew = await prepareDataDirectory(dataDirectory);
    const running = await findRunning(dataDirectory, settings.port);
    if (running) return tellRunning(running, dataDirectory, settings, process);

    const { stdout, stderr, env } = process;
    const report = createReporter(process);
    const configuration = new DestinationConfiguration(dataDirectory, env, report);
    const content = configuration.content();
    const colors = createColors(stdout, env);
    const server = await startServer({
      mode: "development",
      dataDirectory,
      destinations: await configuration.read(),
      allowPrivate: configuration.allowPrivate,
      ports: candidatePorts(settings.port),
      otlp: otlpOf(settings),
      addresses: listenAddresses(host),
      hostname: hostnameInUrl(host),
      onFirstRequest: (first) => {
        if (!settings.json) stdout.write(formatFirstRequest(first, server.url, colors));
      },
      onError: report,
    });
    writeRunFile(dataDirectory, server.port);
    if (settings.port !== 0 && server.port !== settings.port) {
      stderr.write(movedPort(settings.port, server.url));
    }
    const interactive = process.stdin.isTTY && stdout.isTTY && !settings.json;
    const project = detectProject(process.cwd());
    try {
      return await serveUntilStopped(
        {
          server,
          settings,
          dataDirectory,
          message: {
            lines: [
              ["Dashboard", server.url],
              ["Ingest", server.ingestUrl, "no key needed on localhost"],
              ...otlpLine(server),
              dataLine(dataDirectory, isNew, process.cwd()),
            ],
            project,
            closing: `Waiting for the first request…${interactive ? "      press h + enter for help" : ""}`,
          },
          meanwhile: (signal, quit) => {
            if (interactive) handleKeys({ server, project, signal, quit }, process);
            const apply = server.setDestinations;
            return followConfiguration({ configuration, content, apply, report, signal });
          },
        },
        process,
      );
    } finally {
      removeRunFile(dataDirectory);
    }
  },
};

/** Where exporters send that are told nothing; another collector may have it. */
function otlpOf({ otlpPort }: ServeSettings): OtlpPort | undefined {
  if (otlpPort === 0) return undefined;
  return { port: otlpPort ?? OTLP_PORT, isOptional: otlpPort === undefined };
}

function tellRunning(
  { url, pid }: RunningPeek,
  dataDirectory: string,
  { json }: ServeSettings,
  { stdout, cwd }: CommandProcess,
): ExitCode {
  const where = pid === undefined ? "" : ` (pid ${pid}, data ${displayPath(dataDirectory, cwd())})`;
  const place = pid === undefined ? "on this computer" : "here";
  stdout.write(
    json
      ? `${JSON.stringify({ url, ingestUrl: `${url}/v1/ingest`, running: true, pid })}\n`
      : `peek is already running ${place}${where}. Open ${url}\n`,
  );
  return EXIT_CODE.ok;
}

function movedPort(port: number, url: string): string {
  return `PEEK_E_PORT_IN_USE Port ${port} is in use; using ${url} instead. Apps started below this folder find it; for others set PEEK_ENDPOINT=${url}\n`;
}

function beyondLoopback(host: string): CommandError {
  return new CommandError(
    "PEEK_E_HOST",
    `Refusing to listen on ${host} without keys: peek dev is for this computer alone. Use peek start.`,
    EXIT_CODE.config,
  );
}
