import type { Server } from "node:http";
import { expect, vi } from "vitest";
import type { ReceivedRequest } from "../endpoint/ledger.ts";
import { startRecordingEndpoint, type RecordingEndpoint } from "../endpoint/recording-endpoint.ts";
import { call } from "../http/exchange.ts";
import type {
  AdapterSubject,
  AppSetup,
  ClientOptions,
  ClientUnderTest,
  RunningApp,
} from "./subject.ts";

/** A running app, the clients that observe it and the endpoint to which they report. */
export interface Stage extends AsyncDisposable {
  readonly port: number;
  readonly server: Server;
  /** What the clients told the app, `CODE: message`. */
  readonly said: readonly string[];
  /**
   * What was recorded, in order, apart from the request with which this makes sure that all of it has arrived.
   *
   * @param count as many as are expected: fewer or more fail
   */
  records(count: number): Promise<ReceivedRequest[]>;
  /** Resolves when the client tells of these requests, and no others, that they last. */
  open(requests: readonly OpenRequest[]): Promise<void>;
  /** Resolves when the app has read what was sent to it before. */
  settle(): Promise<void>;
}

type OpenRequest = readonly [method: string, route: string | null, count: number];

/** Milliseconds for which a busy machine is waited for. */
export const PATIENCE = 20_000;

const SENTINEL = "/users/sentinel-";
const LAST_SENTINEL = `${SENTINEL}last`;

/** Sets an app up with one client, or as told. */
export async function openStage<Client extends ClientUnderTest>(
  subject: AdapterSubject<Client>,
  options: Partial<ClientOptions> = {},
  setup: (make: () => Client) => AppSetup<Client> = (make) => ({ clients: [make()] }),
): Promise<Stage> {
  const endpoint = await startRecordingEndpoint();
  const clients: Client[] = [];
  const said: string[] = [];
  const app = await subject.startApp(
    setup(() => {
      const client = subject.createClient({ ...clientOptions(endpoint, said), ...options });
      clients.push(client);
      return client;
    }),
  );
  return {
    port: app.port,
    server: app.server,
    said,
    records: (count) => recordsOf(app, endpoint, clients, count),
    async open(requests) {
      await vi.waitFor(
        async () => {
          await call(app.port, `${SENTINEL}open`);
          await Promise.all(clients.map((client) => client.flush()));
          expect(endpoint.envelopes.at(-1)?.open).toEqual(requests);
        },
        { timeout: PATIENCE, interval: 50 },
      );
    },
    async settle() {
      await call(app.port, `${SENTINEL}settle`);
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await Promise.all(clients.map((client) => client.shutdown()));
      await endpoint.close();
    },
  };
}

function clientOptions(endpoint: RecordingEndpoint, said: string[]): ClientOptions {
  return {
    endpoint: endpoint.url,
    disabled: false,
    durability: "memory",
    maxStorageBytes: 0,
    flushInterval: 50,
    consumerHashKey: "conformance",
    onError: ({ code, message }) => void said.push(`${code}: ${message}`),
  };
}

async function recordsOf(
  app: RunningApp,
  endpoint: RecordingEndpoint,
  clients: readonly ClientUnderTest[],
  count: number,
): Promise<ReceivedRequest[]> {
  const recorded = () => endpoint.requests.filter(({ path }) => !path?.startsWith(SENTINEL));
  const last = () => endpoint.requests.filter(({ path }) => path === LAST_SENTINEL);
  const arrived = async (condition: () => void): Promise<void> => {
    await vi.waitFor(
      async () => {
        await Promise.all(clients.map((client) => client.flush()));
        condition();
      },
      { timeout: PATIENCE, interval: 10 },
    );
  };
  await arrived(() => expect(recorded().length).toBeGreaterThanOrEqual(count));
  // Whatever would come too often has come before the record of one request more.
  await call(app.port, LAST_SENTINEL);
  await arrived(() => expect(last()).toHaveLength(clients.length));
  expect(recorded()).toHaveLength(count);
  return recorded();
}
