import type { CollectorMode, CollectorOptions } from "@peekjs/collector";
import { createCollector } from "@peekjs/collector";
import { loadAssets } from "@peekjs/dashboard";
import type { Destination } from "@peekjs/protocol";
import { openStore } from "@peekjs/store";
import { CommandError } from "../command-error.ts";
import { EXIT_CODE } from "../exit-code.ts";
import { VERSION } from "../version.ts";
import { findFreePort } from "./find-port.ts";
import { limitReports } from "./limit-reports.ts";
import { Listeners, type Fetch } from "./listen.ts";
import { QueueStorage } from "./queue-storage.ts";
import { createUserAudit } from "./user-audit.ts";

/** How a {@link PeekServer} is started. */
export interface ServerOptions extends Pick<
  CollectorOptions,
  "destinations" | "keys" | "onFirstRequest" | "onError"
> {
  mode: CollectorMode;
  /** Says by name which destinations may be at private addresses. Default: none. */
  allowPrivate?: ((name: string) => boolean) | undefined;
  /** Must exist. */
  dataDirectory: string;
  /** The first that is free is taken; 0 stands for any. */
  ports: readonly number[];
  /** A further port on which OpenTelemetry's exporters look for a collector. Default: none. */
  otlp?: OtlpPort | undefined;
  /** Addresses to listen on. */
  addresses: readonly string[];
  /** Host name under which it is reached, for messages. */
  hostname: string;
}

/** A port for OpenTelemetry. */
export interface OtlpPort {
  port: number;
  /** Whether it is done without where another program has it, rather than failing. */
  isOptional: boolean;
}

/** A collector with its embedded store and dashboard, listening. */
export interface PeekServer {
  port: number;
  /** Of the dashboard, e.g. `http://localhost:7335`. */
  url: string;
  ingestUrl: string;
  /** Where OpenTelemetry is taken beside `url`; absent where it is not. */
  otlpUrl: string | undefined;
  /** Exchanges the destinations for these. */
  setDestinations(destinations: readonly Destination[]): Promise<void>;
  /** Ends in order: no more connections, streams closed, running requests answered, store closed. */
  close(): Promise<void>;
}

/** Milliseconds that running requests have to end. */
const DRAIN_TIMEOUT = 10_000;

/**
 * Starts a collector.
 *
 * @throws PeekError `PEEK_E_STORE_…` or `PEEK_E_DASHBOARD_NOT_BUILT`; the system's error with code `EADDRINUSE` when
 * none of the ports is free; CommandError `PEEK_E_PORT_IN_USE` when that for OpenTelemetry is not, and must be.
 */
export async function startServer(options: ServerOptions): Promise<PeekServer> {
  const { mode, keys, onFirstRequest, hostname, destinations = [] } = options;
  const onError = limitReports(options.onError ?? console.error);
  const { dataDirectory, allowPrivate } = options;
  const opening = openStore({ directory: dataDirectory, onError });
  const queues = new QueueStorage(dataDirectory, { allowPrivate, onError });
  try {
    const [store, assets] = await Promise.all([opening, loadAssets()]);
    const hasQueues = destinations.length > 0 || queues.exists;
    const destinationStorage = hasQueues ? await queues.open() : undefined;
    // Made once the port is known; requests wait for it.
    let begin!: (fetch: Fetch) => void;
    const begun = new Promise<Fetch>((resolve) => (begin = resolve));
    const answer: Fetch = async (request, env) => (await begun)(request, env);
    const { port, listeners } = await onFirstFreePort(options.ports, async (port) => ({
      port,
      listeners: await Listeners.open(answer, options.addresses, port),
    }));
    const otlp = await openOtlp(answer, options).catch(async (error: unknown) => {
      await listeners.close(0);
      throw error;
    });
    const url = `http://${hostname}:${port}`;
    const ingestUrl = `${url}/v1/ingest`;
    const otlpUrl = otlp && `http://${hostname}:${options.otlp?.port}`;
    const collector = createCollector({
      store,
      assets,
      mode,
      version: VERSION,
      ingestUrl,
      keys,
      destinations,
      destinationStorage,
      onFirstRequest,
      onAudit: createUserAudit(dataDirectory, onError ?? console.error),
      onError,
    });
    begin(collector.fetch);
    const close = async (): Promise<void> => {
      const closed = Promise.all([listeners.close(DRAIN_TIMEOUT), otlp?.close(DRAIN_TIMEOUT)]);
      await collector.close();
      await closed;
      await queues.close();
      await store.close();
    };
    const setDestinations = async (next: readonly Destination[]): Promise<void> =>
      collector.setDestinations(next, await queues.open());
    return { port, url, ingestUrl, otlpUrl, setDestinations, close };
  } catch (error) {
    // What comes of the end must not hide what it began with.
    await queues.close().catch(() => undefined);
    await opening.then((store) => store.close()).catch(() => undefined);
    throw error;
  }
}

async function openOtlp(
  fetch: Fetch,
  { otlp, addresses }: ServerOptions,
): Promise<Listeners | undefined> {
  if (otlp === undefined) return undefined;
  try {
    return await Listeners.open(fetch, addresses, otlp.port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    if (otlp.isOptional) return undefined;
    throw new CommandError(
      "PEEK_E_PORT_IN_USE",
      `Port ${otlp.port}, for OpenTelemetry, is in use. Choose another with --otlp-port, or none with 0.`,
      EXIT_CODE.failure,
      { cause: error },
    );
  }
}

async function onFirstFreePort<T>(
  ports: readonly number[],
  attempt: (port: number) => Promise<T>,
): Promise<T> {
  let taken: unknown;
  for (const port of ports) {
    try {
      return await attempt(port === 0 ? await findFreePort() : port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      taken = error;
    }
  }
  throw taken;
}
