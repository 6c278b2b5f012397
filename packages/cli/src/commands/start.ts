import { resolve } from "node:path";
import { CommandError } from "../command-error.ts";
import type { Command } from "../command.ts";
import { DestinationConfiguration } from "../destinations/destination-configuration.ts";
import { followConfiguration } from "../destinations/follow-configuration.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { KeyFile } from "../keys/key-file.ts";
import { LastUses } from "../keys/last-uses.ts";
import { watchExpiry } from "../keys/watch-expiry.ts";
import { dataLine, otlpLine } from "../output/ready-message.ts";
import { hostnameInUrl, isLoopback, listenAddresses } from "../server/addresses.ts";
import { prepareDataDirectory } from "../server/data-directory.ts";
import { isPeek } from "../server/find-peek.ts";
import { startServer, type PeekServer, type ServerOptions } from "../server/start-server.ts";
import { COLLECTOR_OPTIONS, readServeSettings } from "../settings.ts";
import { createReporter } from "./report-error.ts";
import { serveUntilStopped } from "./serve.ts";

/** `peek start`: a collector for production, where everything but health needs a key. */
export const start: Command = {
  options: COLLECTOR_OPTIONS,
  async run(values, process) {
    const settings = readServeSettings(values, process);
    const host = settings.host ?? (process.env["HOST"] || "localhost");
    const dataDirectory = settings.dataDirectory ?? resolve(process.cwd(), ".peek");
    const isNew = await prepareDataDirectory(dataDirectory);
    const report = createReporter(process);
    const keys = new KeyFile(dataDirectory, report);
    keys.load();
    const hasKey = keys.hasWriteKey();
    const hadKey = keys.hasWriteKey({ orExpired: true });
    if (!hadKey && !isLoopback(host)) throw beyondLoopback(host);
    const uses = new LastUses(dataDirectory, { report });

    const configuration = new DestinationConfiguration(dataDirectory, process.env, report);
    const content = configuration.content();
    const destinations = await configuration.read();
    if (configuration.isKeyBeside) process.stderr.write(KEY_BESIDE);

    const server = await startOnPort({
      mode: "production",
      dataDirectory,
      destinations,
      allowPrivate: configuration.allowPrivate,
      keys: {
        find: (id) => keys.find(id),
        recordUse: (id, at) => uses.note(id, at),
        recordRefusal: (id, why) => keys.audit.noteRefusal(id, why),
      },
      ports: [settings.port],
      otlp: settings.otlpPort ? { port: settings.otlpPort, isOptional: false } : undefined,
      addresses: listenAddresses(host),
      hostname: hostnameInUrl(host),
      onError: report,
    });
    const stopped = serveUntilStopped(
      {
        server,
        settings,
        dataDirectory,
        message: {
          lines: [
            ["Dashboard", server.url, "asks for a read key"],
            ["Ingest", server.ingestUrl, "needs a write key"],
            ...otlpLine(server),
            dataLine(dataDirectory, isNew, process.cwd()),
          ],
          closing: hasKey ? undefined : `${hadKey ? EXPIRED : NO_KEY}: ${CREATE}`,
        },
        meanwhile: (signal) => {
          watchExpiry({ file: keys, report, signal });
          const apply = server.setDestinations;
          return followConfiguration({ configuration, content, apply, report, signal });
        },
      },
      process,
    );
    return stopped.finally(() => Promise.all([uses.close(), keys.audit.close()]));
  },
};

const NO_KEY = "No client has a key yet";
const EXPIRED = "The keys of all clients have expired";
const CREATE = "peek keys create --write --service <name>";

/** In production nobody would look for the collector on another port: it stays where it was told to be. */
async function startOnPort(options: ServerOptions): Promise<PeekServer> {
  try {
    return await startServer(options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    const [port] = options.ports;
    const url = `http://${options.hostname}:${port}`;
    const holder = (await isPeek(url)) ? `another peek (${url})` : "another process";
    throw new CommandError(
      "PEEK_E_PORT_IN_USE",
      `Port ${port} is in use by ${holder}. Stop it, or choose another port with --port or PORT.`,
      EXIT_CODE.failure,
      { cause: error },
    );
  }
}

const KEY_BESIDE =
  "PEEK_W_SECRET_KEY The key of the destinations' secrets rests beside them, in the data directory: who gets its backup has both. Set PEEK_SECRET_KEY to the content of secret.key and remove that file.\n";

function beyondLoopback(host: string): CommandError {
  return new CommandError(
    "PEEK_E_KEYS_REQUIRED",
    `Refusing to listen on ${host} without keys. Create one first: ${CREATE}`,
    EXIT_CODE.config,
  );
}
